namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>A transmission sequence number. It wraps, and is compared as serial numbers are (RFC 9260 §1.6, RFC 1982).</summary>
internal readonly record struct Tsn(uint Value)
{
    internal Tsn Next => new(unchecked(Value + 1));

    internal Tsn Previous => new(unchecked(Value - 1));

    public static Tsn operator +(Tsn tsn, int count) => new(unchecked(tsn.Value + (uint)count));

    /// <summary>How far the left one is ahead; negative where it is behind.</summary>
    public static int operator -(Tsn left, Tsn right) => unchecked((int)(left.Value - right.Value));

    public static bool operator <(Tsn left, Tsn right) => left - right < 0;

    public static bool operator >(Tsn left, Tsn right) => left - right > 0;

    public static bool operator <=(Tsn left, Tsn right) => left - right <= 0;

    public static bool operator >=(Tsn left, Tsn right) => left - right >= 0;

    internal static Tsn Max(Tsn left, Tsn right) => left >= right ? left : right;
}
