using System.Globalization;

namespace CamAgent.WebRtc.Sdp;

/// <summary>One <c>a=extmap</c> (RFC 8285 §5): an id, the extension's URI, and for whom it is, if not for both.</summary>
internal readonly record struct ExtensionMap(byte Id, string Uri, bool HasDirection)
{
    /// <summary>The extensions of a line, of those wanted, that the other end takes or gives.</summary>
    /// <param name="remoteReceives">The other end is the receiver: what it only sends is of no use.</param>
    internal static List<ExtensionMap> Of(MediaDescription media, IReadOnlyList<string> wanted, bool remoteReceives)
    {
        var maps = new List<ExtensionMap>();
        foreach (var value in media.All("extmap"))
        {
            if (TryRead(value, remoteReceives) is { } map
                && wanted.Contains(map.Uri, StringComparer.Ordinal)
                && !maps.Exists(m => m.Id == map.Id || m.Uri == map.Uri))
            {
                maps.Add(map);
            }
        }

        return maps;
    }

    private static ExtensionMap? TryRead(string value, bool remoteReceives)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
            return null;
        var slash = words[0].IndexOf('/', StringComparison.Ordinal);
        var number = slash < 0 ? words[0] : words[0][..slash];
        var direction = slash < 0 ? "sendrecv" : words[0][(slash + 1)..];
        if (direction != "sendrecv" && direction != (remoteReceives ? "recvonly" : "sendonly"))
            return null;
        // RFC 8285 §4.2, §4.3: 0 is padding, 15 ends a one-byte extension.
        return byte.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id is not (0 or 15)
            ? new ExtensionMap(id, words[1], slash >= 0)
            : null;
    }
}
