using System.Text;

namespace CamAgent.EndToEnd.Lab;

/// <summary>Session descriptions as a viewer, or somebody who means harm, writes them.</summary>
internal static class Offers
{
    /// <summary>A browser's offer to receive H.264, of a viewer that nobody will ever hear from again.</summary>
    internal static string Valid() => Session("0") + H264(0);

    internal static string WithoutH264() => Session("0") + Media(0, "video", "96", "a=rtpmap:96 VP8/90000\r\n");

    /// <summary>The first is good.</summary>
    internal static string WithMediaLines(int count)
    {
        var text = new StringBuilder(Session(string.Join(' ', Enumerable.Range(0, count)))).Append(H264(0));
        for (var i = 1; i < count; i++)
            text.Append(Media(i, "audio", "111", "a=rtpmap:111 opus/48000/2\r\n"));
        return text.ToString();
    }

    private static string Session(string bundle) =>
        $"v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {bundle}\r\n";

    private static string H264(int mid) => Media(
        mid, "video", "102", "a=rtpmap:102 H264/90000\r\na=rtcp-fb:102 nack pli\r\na=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n");

    private static string Media(int mid, string kind, string format, string attributes) =>
        $"m={kind} 9 UDP/TLS/RTP/SAVPF {format}\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:{Guid.NewGuid().ToString("N")[..8]}\r\na=ice-pwd:{Guid.NewGuid():N}\r\n"
        + $"a=ice-options:trickle\r\na=fingerprint:sha-256 {string.Join(':', Enumerable.Repeat("AB", 32))}\r\na=setup:actpass\r\na=mid:{mid}\r\na=recvonly\r\na=rtcp-mux\r\n{attributes}";
}
