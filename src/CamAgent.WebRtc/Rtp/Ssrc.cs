namespace CamAgent.WebRtc.Rtp;

/// <summary>A synchronization source identifier (RFC 3550 §3).</summary>
public readonly record struct Ssrc(uint Value)
{
    /// <summary>A random identifier (RFC 3550 §8.1); never 0, which browsers take for "none".</summary>
    public static Ssrc Create(RandomSource random)
    {
        uint value;
        do
            value = random.NextUInt32();
        while (value == 0);
        return new Ssrc(value);
    }

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
