namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_frmsizeenum.</summary>
internal readonly ref struct FrameSizeStructure
{
    public const int Size = 44;
    public const uint Discrete = 1;

    private readonly Span<byte> _bytes;

    public FrameSizeStructure(Span<byte> bytes, uint index, uint pixelFormat)
    {
        _bytes = bytes;
        bytes.Clear();
        bytes.Set32(0, index);
        bytes.Set32(4, pixelFormat);
    }

    public uint Type => _bytes.Get32(8);

    /// <summary>Of a discrete size the first two are width and height; else least, greatest and step, of the width and then of the height.</summary>
    public uint Side(int index) => _bytes.Get32(12 + (4 * index));
}
