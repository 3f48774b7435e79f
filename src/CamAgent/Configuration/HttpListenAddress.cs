using System.Globalization;
using System.Net;

namespace CamAgent.Configuration;

/// <summary>Where the agent listens for HTTP.</summary>
/// <param name="Address">Null means every address of the machine (<c>*</c>), IPv4 and IPv6.</param>
/// <param name="Port">0 means any free one.</param>
internal sealed record HttpListenAddress(bool IsSecure, IPAddress? Address, int Port)
{
    /// <summary>Only this machine reaches it.</summary>
    public bool IsLoopback => Address is not null && IPAddress.IsLoopback(Address.IsIPv4MappedToIPv6 ? Address.MapToIPv4() : Address);

    /// <summary>It is reached at whatever address the machine has.</summary>
    public bool IsEveryAddress => Address is null || Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    /// <summary><c>http://host[:port]</c> with an IP address, <c>localhost</c> (which is 127.0.0.1) or <c>*</c>; nothing behind the port but a slash.</summary>
    public static bool TryParse(string text, out HttpListenAddress? address)
    {
        address = null;
        var isSecure = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if ((!isSecure && !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) || text.Length > 256)
            return false;
        var authority = text[(isSecure ? 8 : 7)..];
        if (authority.EndsWith('/'))
            authority = authority[..^1];

        var port = isSecure ? 443 : 80;
        var colon = authority.LastIndexOf(':');
        if (colon > authority.LastIndexOf(']'))
        {
            if (!int.TryParse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65535)
                return false;
            authority = authority[..colon];
        }

        if (!TryParseHost(authority, out var host))
            return false;
        address = new HttpListenAddress(isSecure, host, port);
        return true;
    }

    public override string ToString()
    {
        var host = Address is null ? "*" : Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{Address}]" : Address.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{(IsSecure ? "https" : "http")}://{host}:{Port}");
    }

    private static bool TryParseHost(string text, out IPAddress? address)
    {
        address = null;
        if (text == "*")
            return true;
        if (string.Equals(text, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            address = IPAddress.Loopback;
            return true;
        }

        var isBracketed = text.StartsWith('[') && text.EndsWith(']');
        // A bare number is an IP address for IPAddress.TryParse, and a typing mistake for everybody else.
        return (isBracketed || text.Count(c => c == '.') == 3)
            && IPAddress.TryParse(isBracketed ? text[1..^1] : text, out address)
            && isBracketed == (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);
    }
}
