using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CamAgent.Configuration;

/// <summary>The address of a STUN or TURN server: RFC 7064 §3.1 and RFC 7065 §3.1.</summary>
/// <param name="Scheme"><c>stun</c>, <c>stuns</c>, <c>turn</c> or <c>turns</c>.</param>
/// <param name="Host">A name, or an IP address without brackets.</param>
/// <param name="Port">The scheme's default when none was given.</param>
/// <param name="Transport"><c>udp</c> or <c>tcp</c>: from the server to its client.</param>
internal readonly record struct IceServerUrl(string Scheme, string Host, int Port, string Transport)
{
    public bool IsTurn => Scheme.StartsWith("turn", StringComparison.Ordinal);

    public bool IsSecure => Scheme.EndsWith('s');

    public static bool TryParse(string text, out IceServerUrl url)
    {
        url = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text.Length > 512)
            return false;
        var scheme = text[..colon].ToLowerInvariant();
        if (scheme is not ("stun" or "stuns" or "turn" or "turns"))
            return false;

        var rest = text[(colon + 1)..];
        // RFC 7065 §3.2: without a transport, UDP for turn and TLS over TCP for turns.
        var transport = scheme.EndsWith('s') ? "tcp" : "udp";
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0)
        {
            // RFC 7064 §3.1: a stun URI has no query.
            if (scheme is "stun" or "stuns" || rest[question..] is not ("?transport=udp" or "?transport=tcp"))
                return false;
            transport = rest[(question + "?transport=".Length)..];
            rest = rest[..question];
        }

        if (!TrySplitPort(rest, out var host, out var portText) || !IsHost(ref host))
            return false;
        // RFC 7064 §3.2, RFC 7065 §3.2: 3478, and 5349 over TLS.
        var port = scheme.EndsWith('s') ? 5349 : 3478;
        if (portText is not null && (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
            return false;
        url = new IceServerUrl(scheme, host, port, transport);
        return true;
    }

    public override string ToString()
    {
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}:{host}:{Port}{(IsTurn ? $"?transport={Transport}" : "")}");
    }

    private static bool TrySplitPort(string text, out string host, out string? port)
    {
        (host, port) = (text, null);
        var bracket = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : 0;
        if (bracket < 0)
            return false;
        var colon = text.IndexOf(':', bracket);
        if (colon < 0)
            return true;
        (host, port) = (text[..colon], text[(colon + 1)..]);
        return bracket == 0 || colon == bracket + 1;
    }

    private static bool IsHost(ref string host)
    {
        if (!host.StartsWith('['))
            return Grammar.IsHostName(host);
        host = host.EndsWith(']') ? host[1..^1] : "";
        return host.Contains(':', StringComparison.Ordinal) && !host.Contains('%', StringComparison.Ordinal)
            && IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }
}
