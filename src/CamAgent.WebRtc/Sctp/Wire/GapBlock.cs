namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>TSNs that have arrived behind a gap, as offsets from the cumulative one, both ends included (RFC 9260 §3.3.4).</summary>
internal readonly record struct GapBlock(ushort Start, ushort End);
