using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc.Tests.Sdp;

public sealed class BrowserAnswerTests
{
    [Fact]
    public void Chrome_gets_its_own_payload_type_of_constrained_baseline()
    {
        var (answer, media) = SdpFixture.Answer(BrowserOffers.Chrome);
        Assert.Equal(AnswerLines("0", 109, extension: 9), answer.ToString().Split("\r\n"));
        Assert.Equal((109, "0", 9), (media.PayloadType, media.Mid, media.HeaderExtensions.Mid));
        Assert.Equal(new HeaderExtensions { Mid = 9 }, media.HeaderExtensions);
        Assert.True(media.ReducedSizeRtcp);
        Assert.Equal(RtcpFeedback.Nack | RtcpFeedback.PictureLossIndication | RtcpFeedback.FullIntraRequest, media.Feedback);
        Assert.Equal(("Xy3k", "9dK2mVnQ0aTzBw7uLr5PeHcG", false, true), (media.RemoteIce.UsernameFragment, media.RemoteIce.Password, media.RemoteIce.IsLite, media.RemoteIce.Trickles));
        Assert.Equal([new SdpFingerprint("sha-256", BrowserOffers.Fingerprint)], media.RemoteFingerprints);
        Assert.Equal((DtlsSetup.Active, SdpDirection.SendOnly), (media.Setup, media.Direction));
        Assert.Empty(media.RemoteSsrcs);
    }

    [Fact]
    public void Firefox_gets_its_fingerprint_from_the_session_and_its_direction_from_the_line()
    {
        var (answer, media) = SdpFixture.Answer(BrowserOffers.Firefox);
        Assert.Equal(AnswerLines("0", 126, extension: 3), answer.ToString().Split("\r\n"));
        Assert.Equal(BrowserOffers.Fingerprint, media.RemoteFingerprints.Single().Value);
        Assert.Equal([new Ssrc(2936017384)], media.RemoteSsrcs);
    }

    [Fact]
    public void Safari_gets_baseline_not_high_and_its_data_channel_is_rejected_by_itself()
    {
        var (answer, media) = SdpFixture.Answer(BrowserOffers.Safari);
        string[] rejected = ["m=application 0 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", "a=mid:1", "a=inactive", ""];
        Assert.Equal([.. AnswerLines("0", 98, extension: 4)[..^1], .. rejected], answer.ToString().Split("\r\n"));
        Assert.Equal("42e01f", media.ProfileLevelId.ToString());
        Assert.Null(media.DataChannels);
    }

    [Fact]
    public void A_data_channel_is_accepted_into_the_bundle_once_it_is_wanted()
    {
        var (answer, media) = SdpFixture.Answer(BrowserOffers.Safari, SdpFixture.Camera with { DataChannels = true });
        Assert.Equal(new NegotiatedDataChannels("1", 1, 5000, 262144), media.DataChannels);
        Assert.Equal("BUNDLE 0 1", answer.Find("group"));
        Assert.Equal((9, "5000", "active"), (answer.Media[1].Port, answer.Media[1].Find("sctp-port"), answer.Media[1].Find("setup")));
    }

    [Fact]
    public void Playout_delay_is_answered_where_it_is_wanted_and_with_the_other_direction_where_one_was_given()
    {
        var wanted = SdpFixture.Camera with { HeaderExtensions = [HeaderExtensions.MidUri, HeaderExtensions.PlayoutDelayUri] };
        var (answer, media) = SdpFixture.Answer(BrowserOffers.Firefox, wanted);
        Assert.Equal(["3 " + HeaderExtensions.MidUri, "6/sendonly " + HeaderExtensions.PlayoutDelayUri], answer.Media[0].All("extmap").ToArray());
        Assert.Equal(6, media.HeaderExtensions.PlayoutDelay);
    }

    private static string[] AnswerLines(string mid, int type, int extension) =>
    [
        "v=0",
        "o=- 4711 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        $"a=group:BUNDLE {mid}",
        "a=ice-options:trickle",
        $"m=video 9 UDP/TLS/RTP/SAVPF {type}",
        "c=IN IP4 0.0.0.0",
        "a=ice-ufrag:camf",
        "a=ice-pwd:camerapasswordcamerapass",
        "a=fingerprint:sha-256 " + SdpFixture.CameraFingerprint,
        "a=setup:active",
        $"a=mid:{mid}",
        $"a=extmap:{extension} urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=sendonly",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        $"a=rtpmap:{type} H264/90000",
        $"a=fmtp:{type} level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        $"a=rtcp-fb:{type} nack",
        $"a=rtcp-fb:{type} nack pli",
        $"a=rtcp-fb:{type} ccm fir",
        "a=msid:camagent video",
        "a=ssrc:123456 cname:front-door",
        "a=ssrc:123456 msid:camagent video",
        "",
    ];
}
