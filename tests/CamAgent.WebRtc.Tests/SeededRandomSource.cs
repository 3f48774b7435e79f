namespace CamAgent.WebRtc.Tests;

/// <summary>The same bytes for the same seed: a simulation repeats.</summary>
internal sealed class SeededRandomSource(int seed) : RandomSource
{
    private readonly Random _random = new(seed);

    public override void Fill(Span<byte> destination) => _random.NextBytes(destination);
}
