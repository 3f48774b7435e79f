using System.Buffers;
using CamAgent.Signaling;

namespace CamAgent.Http;

/// <summary>ICE servers as <c>Link</c> rows (RFC 9725 §4.6, which WHEP refers to; the syntax is RFC 8288 §3).</summary>
internal static class IceServerLinks
{
    private static readonly SearchValues<char> UriUnsafe = SearchValues.Create(" \"<>\\^`{|}");

    /// <summary>One row for each URL. What cannot stand in a header is left out: the viewer can do without one server.</summary>
    public static IEnumerable<string> Rows(IReadOnlyList<IceServer> servers)
    {
        foreach (var server in servers)
        {
            if (!IsPrintable(server.Username) || !IsPrintable(server.Credential))
                continue;
            var parameters = server is { Username: { } username, Credential: { } credential }
                ? $"; username={Quote(username)}; credential={Quote(credential)}; credential-type=\"password\""
                : "";
            foreach (var url in server.Urls)
            {
                if (IsPrintable(url) && !url.AsSpan().ContainsAny(UriUnsafe))
                    yield return $"<{url}>; rel=\"ice-server\"{parameters}";
            }
        }
    }

    /// <summary>RFC 9110 §5.6.4.</summary>
    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool IsPrintable(string? text) => text is null || !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
