namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_ext_control, which is packed: the value lies at 12.</summary>
internal readonly ref struct ExtControlStructure(Span<byte> bytes)
{
    public const int Size = 20;
    public const int ValueOffset = 12;

    private readonly Span<byte> _bytes = bytes;

    public uint Id
    {
        get => _bytes.Get32(0);
        set => _bytes.Set32(0, value);
    }

    public int Value32
    {
        get => (int)_bytes.Get32(ValueOffset);
        set => _bytes.Set32(ValueOffset, (uint)value);
    }

    public long Value64
    {
        get => _bytes.Get64(ValueOffset);
        set => _bytes.Set64(ValueOffset, value);
    }
}
