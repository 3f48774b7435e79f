using System.Buffers.Binary;
using System.Text;

namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>Members of a kernel structure by their offsets. Every architecture here is little-endian.</summary>
internal static class StructureBytes
{
    public static uint Get32(this ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    public static uint Get32(this Span<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    public static long Get64(this Span<byte> bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);

    public static void Set32(this Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);

    public static void Set64(this Span<byte> bytes, int offset, long value) => BinaryPrimitives.WriteInt64LittleEndian(bytes[offset..], value);

    public static void SetPointer(this Span<byte> bytes, int offset, nint value, V4l2Abi abi)
    {
        if (abi.PointerSize == 8)
            bytes.Set64(offset, value);
        else
            bytes.Set32(offset, (uint)value);
    }

    /// <summary>A text in a fixed field. Drivers may fill it whole, without a terminator, and with anything: what is not printable ASCII becomes
    /// a question mark.</summary>
    public static string GetText(this Span<byte> bytes, int offset, int length)
    {
        var field = bytes.Slice(offset, length);
        var end = field.IndexOf((byte)0);
        var text = new StringBuilder(length);
        foreach (var letter in end < 0 ? field : field[..end])
            text.Append(letter is >= 0x20 and < 0x7F ? (char)letter : '?');
        return text.ToString().Trim();
    }
}
