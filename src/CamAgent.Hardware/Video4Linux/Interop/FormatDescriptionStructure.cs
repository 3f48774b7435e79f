namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_fmtdesc.</summary>
internal readonly ref struct FormatDescriptionStructure
{
    public const int Size = 64;

    private readonly Span<byte> _bytes;

    public FormatDescriptionStructure(Span<byte> bytes, uint index, BufferType type)
    {
        _bytes = bytes;
        bytes.Clear();
        bytes.Set32(0, index);
        bytes.Set32(4, (uint)type);
    }

    public uint Flags => _bytes.Get32(8);

    public string Description => _bytes.GetText(12, 32);

    public uint PixelFormat => _bytes.Get32(44);
}
