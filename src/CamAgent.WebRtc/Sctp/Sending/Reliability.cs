namespace CamAgent.WebRtc.Sctp.Sending;

/// <summary>When a message is given up (RFC 3758, RFC 7496): never, after so many retransmissions of a fragment, or after a time.</summary>
/// <param name="MaximumRetransmissions">Null does not count them.</param>
/// <param name="Lifetime">From the moment it was accepted; null does not look at the time.</param>
internal readonly record struct Reliability(int? MaximumRetransmissions, TimeSpan? Lifetime)
{
    internal static readonly Reliability Full;

    internal bool IsPartial => MaximumRetransmissions is not null || Lifetime is not null;
}
