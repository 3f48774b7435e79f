using System.Text;

namespace CamAgent.WebRtc.Tests.Sdp;

/// <summary>Offers with the attributes that browsers send for a receive-only video, composed from what those browsers are known to list.</summary>
internal static class BrowserOffers
{
    internal const string Fingerprint = "6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08";

    internal static string Chrome => Text(
    [
        "v=0",
        "o=- 5928574692873645102 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 103 104 107 108 109 114 115 116 117 118 39 40 45 46 98 99 100 101 119 120 49",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=ice-ufrag:Xy3k",
        "a=ice-pwd:9dK2mVnQ0aTzBw7uLr5PeHcG",
        "a=ice-options:trickle",
        "a=fingerprint:sha-256 " + Fingerprint,
        "a=setup:actpass",
        "a=mid:0",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:toffset",
        "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        "a=extmap:3 urn:3gpp:video-orientation",
        "a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
        "a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
        "a=extmap:6 http://www.webrtc.org/experiments/rtp-hdrext/video-content-type",
        "a=extmap:7 http://www.webrtc.org/experiments/rtp-hdrext/video-timing",
        "a=extmap:8 http://www.webrtc.org/experiments/rtp-hdrext/color-space",
        "a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
        "a=recvonly",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        .. Codec(96, "VP8/90000", null, 97),
        .. Codec(103, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f", 104),
        .. Codec(107, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f", 108),
        .. Codec(109, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", 114),
        .. Codec(115, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f", 116),
        .. Codec(117, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f", 118),
        .. Codec(39, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=64001f", 40),
        .. Codec(45, "AV1/90000", "level-idx=5;profile=0;tier=0", 46),
        .. Codec(98, "VP9/90000", "profile-id=0", 99),
        .. Codec(100, "VP9/90000", "profile-id=2", 101),
        "a=rtpmap:119 red/90000",
        "a=rtpmap:120 ulpfec/90000",
        "a=rtpmap:49 flexfec-03/90000",
        "a=rtcp-fb:49 goog-remb",
        "a=rtcp-fb:49 transport-cc",
        "a=fmtp:49 repair-window=10000000",
    ]);

    internal static string Firefox => Text(
    [
        "v=0",
        "o=mozilla...THIS_IS_SDPARTA-99.0 4181093428761029384 0 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=sendrecv",
        "a=fingerprint:sha-256 " + Fingerprint,
        "a=group:BUNDLE 0",
        "a=ice-options:trickle",
        "a=msid-semantic:WMS *",
        "m=video 9 UDP/TLS/RTP/SAVPF 120 124 121 125 126 127 97 98 105 106 99 100 123 122 119",
        "c=IN IP4 0.0.0.0",
        "a=recvonly",
        "a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        "a=extmap:5 urn:ietf:params:rtp-hdrext:toffset",
        "a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
        "a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
        "a=fmtp:126 profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1",
        "a=fmtp:97 profile-level-id=42e01f;level-asymmetry-allowed=1",
        "a=fmtp:105 profile-level-id=42001f;level-asymmetry-allowed=1;packetization-mode=1",
        "a=fmtp:99 profile-level-id=42001f;level-asymmetry-allowed=1",
        "a=fmtp:120 max-fs=12288;max-fr=60",
        "a=fmtp:124 apt=120",
        "a=fmtp:127 apt=126",
        "a=ice-pwd:0f6ae87bb43c2dd9d3b3e6a2cbf6d4a1",
        "a=ice-ufrag:5e1d9a42",
        "a=mid:0",
        "a=rtcp-fb:120 nack",
        "a=rtcp-fb:126 nack",
        "a=rtcp-fb:126 nack pli",
        "a=rtcp-fb:126 ccm fir",
        "a=rtcp-fb:126 goog-remb",
        "a=rtcp-fb:126 transport-cc",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        "a=rtpmap:120 VP8/90000",
        "a=rtpmap:124 rtx/90000",
        "a=rtpmap:126 H264/90000",
        "a=rtpmap:127 rtx/90000",
        "a=rtpmap:97 H264/90000",
        "a=rtpmap:105 H264/90000",
        "a=rtpmap:99 H264/90000",
        "a=rtpmap:123 ulpfec/90000",
        "a=rtpmap:122 red/90000",
        "a=setup:actpass",
        "a=ssrc:2936017384 cname:{4f6d2b1e-7a43-4a0c-9d4e-0e5b9c3b7f11}",
    ]);

    internal static string Safari => Text(
    [
        "v=0",
        "o=- 730184629185720394 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0 1",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 100 101 125 104",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=ice-ufrag:qA8z",
        "a=ice-pwd:Zk4mE8sTf1uWcR6bNpYv2xLj",
        "a=ice-options:trickle",
        "a=fingerprint:sha-256 " + Fingerprint,
        "a=setup:actpass",
        "a=mid:0",
        "a=extmap:1 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=recvonly",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        .. Codec(96, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f", 97),
        .. Codec(98, "H264/90000", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", 99),
        .. Codec(100, "VP8/90000", null, 101),
        "a=rtpmap:125 ulpfec/90000",
        "a=rtpmap:104 red/90000",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        "a=ice-ufrag:qA8z",
        "a=ice-pwd:Zk4mE8sTf1uWcR6bNpYv2xLj",
        "a=ice-options:trickle",
        "a=fingerprint:sha-256 " + Fingerprint,
        "a=setup:actpass",
        "a=mid:1",
        "a=sctp-port:5000",
        "a=max-message-size:262144",
    ]);

    /// <summary>The smallest offer that can be served; lines may be replaced or taken out by a test.</summary>
    internal static string Small => Text(
    [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "m=video 9 UDP/TLS/RTP/SAVPF 102",
        "c=IN IP4 0.0.0.0",
        "a=ice-ufrag:abcd",
        "a=ice-pwd:abcdefghijklmnopqrstuv",
        "a=fingerprint:sha-256 " + Fingerprint,
        "a=setup:actpass",
        "a=mid:0",
        "a=recvonly",
        "a=rtcp-mux",
        "a=rtpmap:102 H264/90000",
        "a=fmtp:102 packetization-mode=1;profile-level-id=42e01f;level-asymmetry-allowed=1",
    ]);

    internal static string Text(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
            text.Append(line).Append("\r\n");
        return text.ToString();
    }

    private static IEnumerable<string> Codec(int type, string name, string? parameters, int rtx)
    {
        yield return $"a=rtpmap:{type} {name}";
        yield return $"a=rtcp-fb:{type} goog-remb";
        yield return $"a=rtcp-fb:{type} transport-cc";
        yield return $"a=rtcp-fb:{type} ccm fir";
        yield return $"a=rtcp-fb:{type} nack";
        yield return $"a=rtcp-fb:{type} nack pli";
        if (parameters is not null)
            yield return $"a=fmtp:{type} {parameters}";
        yield return $"a=rtpmap:{rtx} rtx/90000";
        yield return $"a=fmtp:{rtx} apt={type}";
    }
}
