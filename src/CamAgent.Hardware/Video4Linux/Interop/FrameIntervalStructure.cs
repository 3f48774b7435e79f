namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_frmivalenum.</summary>
internal readonly ref struct FrameIntervalStructure
{
    public const int Size = 52;
    public const uint Discrete = 1;

    private readonly Span<byte> _bytes;

    public FrameIntervalStructure(Span<byte> bytes, uint index, uint pixelFormat, int width, int height)
    {
        _bytes = bytes;
        bytes.Clear();
        bytes.Set32(0, index);
        bytes.Set32(4, pixelFormat);
        bytes.Set32(8, (uint)width);
        bytes.Set32(12, (uint)height);
    }

    public uint Type => _bytes.Get32(16);

    /// <summary>Of a discrete interval the first; else shortest, longest and step.</summary>
    public Fraction Interval(int index) => new(_bytes.Get32(20 + (8 * index)), _bytes.Get32(24 + (8 * index)));
}
