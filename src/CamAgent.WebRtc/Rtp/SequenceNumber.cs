namespace CamAgent.WebRtc.Rtp;

/// <summary>An RTP sequence number (RFC 3550 §5.1): 16 bits that wrap, so it has distances but no order.</summary>
public readonly record struct SequenceNumber(ushort Value)
{
    public SequenceNumber Next => new((ushort)(Value + 1));

    public static SequenceNumber operator +(SequenceNumber sequence, int steps) => new((ushort)(sequence.Value + steps));

    /// <summary>Steps from <paramref name="right"/> to <paramref name="left"/> by the shorter way round, -32768 to 32767.</summary>
    public static int operator -(SequenceNumber left, SequenceNumber right) => (short)(left.Value - right.Value);

    /// <summary>True where this one was sent after <paramref name="other"/>, if both are less than half a turn apart.</summary>
    public bool IsNewerThan(SequenceNumber other) => this - other > 0;

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
