using System.Globalization;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Ice;

/// <summary>RFC 8445 §5.1.1.3: one text for each combination of type, base address and server.</summary>
internal static class CandidateFoundation
{
    public static string Compute(IceCandidateType type, TransportAddress @base, TransportAddress server)
    {
        // FNV-1a: a foundation only has to tell an agent's own few candidates apart, and must not say which address it was made from.
        var hash = Add(2166136261, (byte)type);
        hash = Add(hash, @base);
        hash = Add(hash, server);
        return hash.ToString(CultureInfo.InvariantCulture);
    }

    private static uint Add(uint hash, TransportAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var size = address.WriteAddress(bytes);
        foreach (var value in bytes[..size])
            hash = Add(hash, value);
        return hash;
    }

    private static uint Add(uint hash, byte value) => unchecked((hash ^ value) * 16777619);
}
