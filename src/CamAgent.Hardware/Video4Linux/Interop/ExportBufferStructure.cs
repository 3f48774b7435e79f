namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_exportbuffer.</summary>
internal readonly ref struct ExportBufferStructure
{
    public const int Size = 64;

    private readonly Span<byte> _bytes;

    public ExportBufferStructure(Span<byte> bytes, BufferType type, int index, int plane, int flags)
    {
        _bytes = bytes;
        bytes.Clear();
        bytes.Set32(0, (uint)type);
        bytes.Set32(4, (uint)index);
        bytes.Set32(8, (uint)plane);
        bytes.Set32(12, (uint)flags);
    }

    public int Descriptor => (int)_bytes.Get32(16);
}
