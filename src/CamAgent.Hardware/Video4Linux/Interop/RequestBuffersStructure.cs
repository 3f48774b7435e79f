namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>struct v4l2_requestbuffers.</summary>
internal readonly ref struct RequestBuffersStructure
{
    public const int Size = 20;

    private readonly Span<byte> _bytes;

    public RequestBuffersStructure(Span<byte> bytes, int count, BufferType type, MemoryKind memory)
    {
        _bytes = bytes;
        bytes.Clear();
        bytes.Set32(0, (uint)count);
        bytes.Set32(4, (uint)type);
        bytes.Set32(8, (uint)memory);
    }

    public uint Count => _bytes.Get32(0);
}
