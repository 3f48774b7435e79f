namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>The memory planes of one buffer of an OUTPUT queue: one, or one for each colour plane.</summary>
internal readonly ref struct OutputPlanes(Span<byte> first, Span<byte> second = default, Span<byte> third = default)
{
    public Span<byte> First { get; } = first;

    public Span<byte> Second { get; } = second;

    public Span<byte> Third { get; } = third;
}
