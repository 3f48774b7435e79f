using System.Buffers.Binary;

namespace CamAgent.WebRtc.Turn;

/// <summary>The four bytes before a datagram on a bound channel (RFC 8656 §12.4).</summary>
public static class ChannelData
{
    public const int HeaderSize = 4;

    /// <summary>RFC 8656 §12: the numbers that may be bound.</summary>
    public const ushort FirstNumber = 0x4000;

    public const ushort LastNumber = 0x4FFF;

    public static void WriteHeader(Span<byte> destination, ushort number, int length)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, number);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)length);
    }

    /// <summary>Total: any bytes. Over UDP the message may be padded; over a stream its padding was taken off.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out ushort number, out int length)
    {
        number = 0;
        length = 0;
        if (message.Length < HeaderSize)
            return false;
        number = BinaryPrimitives.ReadUInt16BigEndian(message);
        length = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        return number is >= FirstNumber and <= LastNumber && length <= message.Length - HeaderSize;
    }

    /// <summary>RFC 8656 §12.5: over TCP and TLS messages begin at multiples of four.</summary>
    public static int Padded(int length) => (length + 3) & ~3;
}
