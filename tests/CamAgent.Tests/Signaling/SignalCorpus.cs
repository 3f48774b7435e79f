using System.Text;

namespace CamAgent.Tests.Signaling;

/// <summary>Right messages for mutation.</summary>
internal static class SignalCorpus
{
    public static readonly IReadOnlyList<byte[]> Messages =
    [
        .. new[]
        {
            """{"v":1,"type":"hello","viewer":"alice","nonce":"0123456789abcdef","mac":"0123456789abcdef0123456789abcdef0123456789a"}""",
            """{"v":1,"type":"hello","nonce":"0123456789abcdef"}""",
            """{"v":1,"type":"offer","sdp":"v=0\r\ns=\u00fc\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\n","mac":"x"}""",
            """{"v":1,"type":"candidate","candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"abcd"}}""",
            """{"v":1,"type":"candidate","candidate":null}""",
            """{"v":1,"type":"bye","reason":"closed"}""",
            """{"v":2,"type":"bye","x":[[[{}]]]}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];
}
