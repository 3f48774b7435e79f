namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>Chunks and parameters begin at multiples of four bytes (RFC 9260 §3.2).</summary>
internal static class Padding
{
    internal static int RoundUp(int length) => (length + 3) & ~3;
}
