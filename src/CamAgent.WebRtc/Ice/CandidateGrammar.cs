using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Ice;

/// <summary>The candidate attribute's text (RFC 8839 §5.1, RFC 6544 §4.5, RFC 8838 §9.1), read and written.</summary>
internal static class CandidateGrammar
{
    private const int MaximumLength = 512;
    private const int MaximumHostName = 253;

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly SearchValues<char> IPv4Characters = SearchValues.Create("0123456789.");

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IceCandidate? candidate)
    {
        candidate = null;
        if (text.Length > MaximumLength)
            return false;
        text = text.Trim();
        if (text.StartsWith("a="))
            text = text[2..];
        if (text.StartsWith("candidate:"))
            text = text["candidate:".Length..];

        var fields = new FieldReader(text);
        if (!fields.TryNext(out var foundation) || !IceCharacters.IsToken(foundation, 1, 32)
            || !fields.TryNextNumber(256, out var component) || component == 0
            || !fields.TryNext(out var protocolName) || !TryParseProtocol(protocolName, out var protocol)
            || !fields.TryNextNumber(uint.MaxValue, out var priority)
            || !fields.TryNext(out var host)
            || !fields.TryNextNumber(ushort.MaxValue, out var port)
            || !fields.TryNext(out var typ) || !typ.SequenceEqual("typ")
            || !fields.TryNext(out var typeName) || !TryParseType(typeName, out var type))
            return false;

        string? hostName = null;
        if (!TryParseAddress(host, (ushort)port, out var address))
        {
            if (!IsHostName(host))
                return false;
            hostName = host.ToString();
        }

        ReadOnlySpan<char> relatedHost = default;
        var relatedPort = 0u;
        var tcpType = IceTcpType.None;
        int? generation = null;
        string? ufrag = null;
        while (fields.TryNext(out var name))
        {
            if (!fields.TryNext(out var value))
                return false;
            switch (name)
            {
                case "raddr":
                    relatedHost = value;
                    break;
                case "rport":
                    if (!TryParseNumber(value, ushort.MaxValue, out relatedPort))
                        return false;
                    break;
                case "tcptype":
                    tcpType = ParseTcpType(value);
                    break;
                case "generation":
                    generation = TryParseNumber(value, int.MaxValue, out var number) ? (int)number : null;
                    break;
                case "ufrag":
                    if (!IceCharacters.IsToken(value, 4, 256))
                        return false;
                    ufrag = value.ToString();
                    break;
            }
        }

        // A related address is for diagnosis only, so one that hides behind a name is simply not known.
        _ = TryParseAddress(relatedHost, (ushort)relatedPort, out var related);
        candidate = new()
        {
            Foundation = foundation.ToString(),
            Component = (int)component,
            Protocol = protocol,
            Priority = priority,
            Address = address,
            HostName = hostName,
            Port = (ushort)port,
            Type = type,
            RelatedAddress = related,
            TcpType = tcpType,
            Generation = generation,
            UsernameFragment = ufrag,
        };
        return true;
    }

    public static string Format(IceCandidate candidate)
    {
        var text = new StringBuilder(128);
        var protocol = candidate.Protocol == IceTransportProtocol.Tcp ? "tcp" : "udp";
        _ = text.Append(CultureInfo.InvariantCulture, $"candidate:{candidate.Foundation} {candidate.Component} {protocol} {candidate.Priority} ");
        AppendAddress(text, candidate.Address, candidate.HostName);
        _ = text.Append(CultureInfo.InvariantCulture, $" {candidate.Port} typ {TypeName(candidate.Type)}");
        if (candidate.Type != IceCandidateType.Host)
        {
            // Firefox refuses a reflexive candidate without these two, so a hidden base is written as zeros.
            _ = text.Append(" raddr ");
            AppendAddress(text, candidate.RelatedAddress, candidate.RelatedAddress.IsSpecified ? null : candidate.Address.IsIPv6 ? "::" : "0.0.0.0");
            _ = text.Append(CultureInfo.InvariantCulture, $" rport {candidate.RelatedAddress.Port}");
        }

        if (candidate.TcpType != IceTcpType.None)
            _ = text.Append(" tcptype ").Append(candidate.TcpType switch { IceTcpType.Active => "active", IceTcpType.Passive => "passive", _ => "so" });
        if (candidate.Generation is { } generation)
            _ = text.Append(CultureInfo.InvariantCulture, $" generation {generation}");
        if (candidate.UsernameFragment is { } ufrag)
            _ = text.Append(" ufrag ").Append(ufrag);
        return text.ToString();
    }

    private static void AppendAddress(StringBuilder text, TransportAddress address, string? instead)
    {
        if (instead is not null)
        {
            _ = text.Append(instead);
            return;
        }

        // An interface index means nothing to the other host.
        var literal = address.ToIPAddress();
        if (address.ScopeId != 0)
            literal.ScopeId = 0;
        _ = text.Append(literal.ToString());
    }

    private static bool TryParseAddress(ReadOnlySpan<char> text, ushort port, out TransportAddress address)
    {
        address = default;
        if (text.IsEmpty || text.ContainsAnyExcept(AddressCharacters))
            return false;
        // The platform's parser also takes "1", "1.2" and octal; an attribute holds four decimal numbers.
        if (!text.Contains(':') && (text.Count('.') != 3 || text.ContainsAnyExcept(IPv4Characters)))
            return false;
        return TransportAddress.TryParse(text, port, out address);
    }

    private static bool IsHostName(ReadOnlySpan<char> text)
    {
        if (text.Length > MaximumHostName || !text.ContainsAnyInRange('a', 'z') && !text.ContainsAnyInRange('A', 'Z'))
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_'))
                return false;
        }

        return true;
    }

    private static bool TryParseProtocol(ReadOnlySpan<char> text, out IceTransportProtocol protocol)
    {
        protocol = text.Equals("tcp", StringComparison.OrdinalIgnoreCase) ? IceTransportProtocol.Tcp : IceTransportProtocol.Udp;
        return protocol == IceTransportProtocol.Tcp || text.Equals("udp", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryParseType(ReadOnlySpan<char> text, out IceCandidateType type)
    {
        type = text switch
        {
            "srflx" => IceCandidateType.ServerReflexive,
            "prflx" => IceCandidateType.PeerReflexive,
            "relay" => IceCandidateType.Relayed,
            _ => IceCandidateType.Host,
        };
        return type != IceCandidateType.Host || text.SequenceEqual("host");
    }

    private static string TypeName(IceCandidateType type) => type switch
    {
        IceCandidateType.ServerReflexive => "srflx",
        IceCandidateType.PeerReflexive => "prflx",
        IceCandidateType.Relayed => "relay",
        _ => "host",
    };

    private static IceTcpType ParseTcpType(ReadOnlySpan<char> text) => text switch
    {
        "active" => IceTcpType.Active,
        "passive" => IceTcpType.Passive,
        "so" => IceTcpType.SimultaneousOpen,
        _ => IceTcpType.None,
    };

    private static bool TryParseNumber(ReadOnlySpan<char> text, uint maximum, out uint value) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= maximum;

    private ref struct FieldReader(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text;

        public bool TryNext(out ReadOnlySpan<char> field)
        {
            _rest = _rest.TrimStart(' ');
            var end = _rest.IndexOf(' ');
            field = end < 0 ? _rest : _rest[..end];
            _rest = _rest[field.Length..];
            return !field.IsEmpty;
        }

        public bool TryNextNumber(uint maximum, out uint value)
        {
            value = 0;
            return TryNext(out var field) && TryParseNumber(field, maximum, out value);
        }
    }
}
