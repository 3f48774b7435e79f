namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_streamparm. The parts used lie the same in v4l2_captureparm and v4l2_outputparm.</summary>
internal readonly ref struct StreamParametersStructure
{
    public const int Size = 204;

    /// <summary>V4L2_CAP_TIMEPERFRAME.</summary>
    public const uint HasTimePerFrame = 0x1000;

    private readonly Span<byte> _bytes;

    public StreamParametersStructure(Span<byte> bytes, BufferType type)
    {
        _bytes = bytes;
        bytes.Clear();
        bytes.Set32(0, (uint)type);
    }

    public uint Capability => _bytes.Get32(4);

    public Fraction TimePerFrame
    {
        get => new(_bytes.Get32(12), _bytes.Get32(16));
        set
        {
            _bytes.Set32(12, value.Numerator);
            _bytes.Set32(16, value.Denominator);
        }
    }
}
