namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct uvc_xu_control_query (linux/uvcvideo.h).</summary>
internal readonly ref struct ExtensionUnitQuery
{
    public const int SizeOffset = 4;
    public const int DataOffset = 8;

    /// <param name="data">Points to <paramref name="size"/> bytes.</param>
    public ExtensionUnitQuery(Span<byte> bytes, V4l2Abi abi, byte unit, byte selector, byte query, int size, nint data)
    {
        bytes.Clear();
        bytes[0] = unit;
        bytes[1] = selector;
        bytes[2] = query;
        bytes[SizeOffset] = (byte)size;
        bytes[SizeOffset + 1] = (byte)(size >> 8);
        bytes.SetPointer(DataOffset, data, abi);
    }

    public static int Size(V4l2Abi abi) => DataOffset + abi.PointerSize;
}
