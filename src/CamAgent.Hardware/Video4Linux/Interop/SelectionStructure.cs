namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_selection.</summary>
internal readonly ref struct SelectionStructure
{
    public const int Size = 64;

    private readonly Span<byte> _bytes;

    public SelectionStructure(Span<byte> bytes, BufferType type, SelectionTarget target)
    {
        _bytes = bytes;
        bytes.Clear();
        // The kernel takes the single-planar types for multiplanar queues too, and asks drivers and programs to use those.
        bytes.Set32(0, (uint)type.SinglePlanar());
        bytes.Set32(4, (uint)target);
    }

    public SelectionRectangle Rectangle
    {
        get => new((int)_bytes.Get32(12), (int)_bytes.Get32(16), (int)_bytes.Get32(20), (int)_bytes.Get32(24));
        set
        {
            _bytes.Set32(12, (uint)value.Left);
            _bytes.Set32(16, (uint)value.Top);
            _bytes.Set32(20, (uint)value.Width);
            _bytes.Set32(24, (uint)value.Height);
        }
    }
}
