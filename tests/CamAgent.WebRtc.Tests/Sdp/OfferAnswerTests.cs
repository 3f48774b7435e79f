using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc.Tests.Sdp;

public sealed class OfferAnswerTests
{
    private const string Audio = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:a\r\na=recvonly\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n";

    [Theory]
    [InlineData("m=video 9 UDP", "m=video 0 UDP", NegotiationErrorCode.NoVideo)]
    [InlineData("m=video", "m=audio", NegotiationErrorCode.NoVideo)]
    [InlineData("a=recvonly", "a=sendonly", NegotiationErrorCode.WrongDirection)]
    [InlineData("a=recvonly", "a=inactive", NegotiationErrorCode.WrongDirection)]
    [InlineData("UDP/TLS/RTP/SAVPF", "RTP/AVP", NegotiationErrorCode.UnsupportedProtocol)]
    [InlineData("H264/90000", "VP8/90000", NegotiationErrorCode.NoH264)]
    [InlineData("packetization-mode=1", "packetization-mode=0", NegotiationErrorCode.NoH264)]
    [InlineData("profile-level-id=42e01f", "profile-level-id=64001f", NegotiationErrorCode.NoH264)]
    [InlineData("profile-level-id=42e01f", "profile-level-id=garbage", NegotiationErrorCode.NoH264)]
    [InlineData("a=ice-ufrag:abcd\r\n", "", NegotiationErrorCode.NoIceCredentials)]
    [InlineData("a=ice-ufrag:abcd", "a=ice-ufrag:abc", NegotiationErrorCode.NoIceCredentials)]
    [InlineData("a=ice-pwd:abcdefghijklmnopqrstuv", "a=ice-pwd:short", NegotiationErrorCode.NoIceCredentials)]
    [InlineData("a=ice-ufrag:abcd", "a=ice-ufrag:ab cd", NegotiationErrorCode.NoIceCredentials)]
    [InlineData("a=fingerprint:sha-256", "a=fingerprint:sha-1", NegotiationErrorCode.NoFingerprint)]
    [InlineData("a=fingerprint:sha-256 6B:", "a=fingerprint:sha-256 ", NegotiationErrorCode.NoFingerprint)]
    [InlineData("a=rtcp-mux\r\n", "", NegotiationErrorCode.NoRtcpMux)]
    [InlineData("a=group:BUNDLE 0\r\nm=video 9", "a=bundle-only-is-below:\r\nm=video 0", NegotiationErrorCode.NoVideo)]
    [InlineData("a=setup:actpass", "a=setup:holdconn", NegotiationErrorCode.UnsupportedSetup)]
    public void What_an_offer_lacks_is_said(string part, string replacement, NegotiationErrorCode code)
    {
        Assert.Contains(part, BrowserOffers.Small, StringComparison.Ordinal);
        Assert.Equal(code, SdpFixture.Refuse(BrowserOffers.Small.Replace(part, replacement, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_bundle_only_line_needs_a_group()
    {
        var offer = BrowserOffers.Small.Replace("m=video 9", "m=video 0", StringComparison.Ordinal).Replace("a=mid:0", "a=mid:0\r\na=bundle-only", StringComparison.Ordinal);
        Assert.Equal("0", SdpFixture.Answer(offer).Media.Mid);
        Assert.Equal(NegotiationErrorCode.NoBundle, SdpFixture.Refuse(offer.Replace("a=group:BUNDLE 0", "a=group:BUNDLE 1", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_offer_that_sends_too_is_answered_with_sendonly() =>
        Assert.True(SdpFixture.Answer(Small("a=recvonly", "a=sendrecv")).Answer.Media[0].Has("sendonly"));

    [Fact]
    public void Only_what_was_offered_is_echoed()
    {
        var (answer, media) = SdpFixture.Answer(BrowserOffers.Small);
        Assert.Equal((RtcpFeedback.None, false, default), (media.Feedback, media.ReducedSizeRtcp, media.HeaderExtensions));
        foreach (var name in new[] { "rtcp-fb", "rtcp-rsize", "extmap" })
            Assert.False(answer.Media[0].Has(name), name);
        var (_, some) = SdpFixture.Answer(BrowserOffers.Small + "a=rtcp-fb:* nack pli\r\na=rtcp-fb:102 transport-cc\r\n");
        Assert.Equal(RtcpFeedback.PictureLossIndication, some.Feedback);
    }

    [Theory]
    [InlineData("a=setup:actpass", DtlsSetup.Active, "active")]
    [InlineData("a=setup:active", DtlsSetup.Passive, "passive")]
    [InlineData("a=setup:passive", DtlsSetup.Active, "active")]
    public void The_DTLS_role_is_the_other_one_and_active_by_choice(string offered, DtlsSetup setup, string answered)
    {
        var (answer, media) = SdpFixture.Answer(Small("a=setup:actpass", offered));
        Assert.Equal((setup, answered), (media.Setup, answer.Media[0].Find("setup")));
    }

    [Fact]
    public void Audio_a_second_video_and_unknown_lines_are_rejected_one_by_one()
    {
        var video = BrowserOffers.Small[BrowserOffers.Small.IndexOf("m=video", StringComparison.Ordinal)..];
        var offer = BrowserOffers.Small.Replace("BUNDLE 0", "BUNDLE a 0 1", StringComparison.Ordinal).Replace("m=video", Audio + "m=video", StringComparison.Ordinal)
            + video.Replace("a=mid:0", "a=mid:1", StringComparison.Ordinal)
            + "m=hologram 9 UDP/X 7\r\n";
        var (answer, media) = SdpFixture.Answer(offer);
        Assert.Equal(["audio 0", "video 9", "video 0", "hologram 0"], answer.Media.ConvertAll(line => $"{line.Kind} {line.Port}"));
        Assert.All(answer.Media, line => Assert.Equal("IN IP4 0.0.0.0", line.Connection));
        Assert.Equal("BUNDLE 0", answer.Find("group"));
        Assert.Equal(["a", "0", "1", null], answer.Media.ConvertAll(line => line.Mid));
        Assert.Equal(1, media.LineIndex);
        Assert.False(answer.Media[2].Has("ssrc"));
    }

    [Fact]
    public void A_video_line_that_can_be_served_is_found_behind_one_that_cannot()
    {
        var video = BrowserOffers.Small[BrowserOffers.Small.IndexOf("m=video", StringComparison.Ordinal)..];
        var offer = BrowserOffers.Small.Replace("H264", "VP8", StringComparison.Ordinal).Replace("BUNDLE 0", "BUNDLE 0 1", StringComparison.Ordinal)
            + video.Replace("a=mid:0", "a=mid:1", StringComparison.Ordinal);
        Assert.Equal((1, "1"), (SdpFixture.Answer(offer).Media.LineIndex, SdpFixture.Answer(offer).Media.Mid));
    }

    [Fact]
    public void Twenty_five_lines_are_answered_line_by_line()
    {
        var (answer, media) = SdpFixture.Answer(BrowserOffers.Small.Replace("m=video", string.Concat(Enumerable.Repeat(Audio, 24)) + "m=video", StringComparison.Ordinal));
        Assert.Equal((25, 24), (answer.Media.Count, media.LineIndex));
        Assert.Equal(24, answer.Media.Count(line => line.Port == 0));
    }

    [Fact]
    public void A_bundled_line_takes_its_transport_from_the_tagged_line()
    {
        var transport = "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\na=setup:active\r\n";
        var offer = BrowserOffers.Small.Replace("a=group:BUNDLE 0", "a=group:BUNDLE a 0", StringComparison.Ordinal)
            .Replace("a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n", "", StringComparison.Ordinal)
            .Replace("a=setup:actpass\r\n", "", StringComparison.Ordinal)
            .Replace("m=video 9", Audio + transport + "a=candidate:1 1 udp 1 192.0.2.1 5000 typ host\r\nm=video 9", StringComparison.Ordinal);
        var media = SdpFixture.Answer(offer).Media;
        Assert.Equal(("abcd", DtlsSetup.Passive), (media.RemoteIce.UsernameFragment, media.Setup));
        Assert.Equal(["candidate:1 1 udp 1 192.0.2.1 5000 typ host"], media.RemoteIce.Candidates);
    }

    [Fact]
    public void Candidates_lite_and_the_end_are_noticed()
    {
        var offer = Small("a=group", "a=ice-lite\r\na=group") + "a=candidate:1 1 udp 99 192.0.2.1 5000 typ host\r\na=candidate:2 1 udp 98 x.local 5001 typ host\r\na=end-of-candidates\r\n";
        var ice = SdpFixture.Answer(offer).Media.RemoteIce;
        Assert.Equal(["candidate:1 1 udp 99 192.0.2.1 5000 typ host", "candidate:2 1 udp 98 x.local 5001 typ host"], ice.Candidates);
        Assert.Equal((true, true, false), (ice.IsLite, ice.EndOfCandidates, ice.Trickles));
    }

    [Fact]
    public void Every_fingerprint_that_is_strong_enough_counts()
    {
        var sha1 = "a=fingerprint:sha-1 " + string.Join(':', Enumerable.Repeat("AB", 20));
        var sha512 = "a=fingerprint:SHA-512 " + string.Join(':', Enumerable.Repeat("ab", 64));
        var media = SdpFixture.Answer(BrowserOffers.Small + sha1 + "\r\n" + sha512 + "\r\n").Media;
        Assert.Equal(["sha-256", "sha-512"], media.RemoteFingerprints.Select(fingerprint => fingerprint.HashFunction).ToArray());
        Assert.StartsWith("AB:AB", media.RemoteFingerprints[1].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Known_candidates_stand_in_the_answer()
    {
        var (answer, _) = SdpFixture.Answer(BrowserOffers.Small, SdpFixture.Camera with { Candidates = ["candidate:1 1 udp 1 192.0.2.9 9 typ host"], EndOfCandidates = true });
        Assert.EndsWith("a=candidate:1 1 udp 1 192.0.2.9 9 typ host\r\na=end-of-candidates\r\n", answer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SdpDirection.ReceiveOnly)]
    [InlineData(SdpDirection.SendOnly)]
    public void An_offer_of_this_stack_is_taken_and_its_answer_too(SdpDirection direction)
    {
        var local = SdpFixture.Camera with { IceUsernameFragment = "view", DataChannels = true };
        var offer = SdpFixture.Parse(OfferAnswer.CreateOffer(local, direction).ToString());
        if (direction == SdpDirection.SendOnly)
        {
            // Nobody here answers a sender, so an SFU's answer is made of the offer.
            var text = offer.ToString().Replace("a=sendonly", "a=recvonly", StringComparison.Ordinal).Replace("actpass", "passive", StringComparison.Ordinal);
            Assert.True(OfferAnswer.TryAcceptAnswer(offer, SdpFixture.Parse(text), out var published, out _));
            Assert.Equal((DtlsSetup.Active, SdpDirection.SendOnly, 1), (published.Setup, published.Direction, published.HeaderExtensions.Mid));
            return;
        }

        Assert.True(OfferAnswer.TryAnswer(offer, SdpFixture.Camera with { DataChannels = true }, out var answer, out var camera, out _));
        Assert.True(OfferAnswer.TryAcceptAnswer(offer, SdpFixture.Parse(answer.ToString()), out var viewer, out _));
        Assert.Equal((camera.PayloadType, camera.Mid, camera.HeaderExtensions, camera.Feedback, true), (viewer.PayloadType, viewer.Mid, viewer.HeaderExtensions, viewer.Feedback, viewer.ReducedSizeRtcp));
        Assert.Equal((DtlsSetup.Active, DtlsSetup.Passive), (camera.Setup, viewer.Setup));
        Assert.Equal(("view", "camf"), (camera.RemoteIce.UsernameFragment, viewer.RemoteIce.UsernameFragment));
        Assert.Equal([new Ssrc(123456)], viewer.RemoteSsrcs);
        Assert.Equal(camera.DataChannels, viewer.DataChannels);
    }

    [Theory]
    [InlineData("m=video 9", "m=video 0", NegotiationErrorCode.NoVideo)]
    [InlineData("a=sendonly", "a=inactive", NegotiationErrorCode.WrongDirection)]
    [InlineData("a=rtcp-mux\r\n", "", NegotiationErrorCode.NoRtcpMux)]
    [InlineData("a=rtpmap:102", "a=rtpmap:103", NegotiationErrorCode.NoH264)]
    [InlineData("a=setup:active", "a=setup:actpass", NegotiationErrorCode.UnsupportedSetup)]
    [InlineData("m=video", "m=audio 9 X 1\r\nm=video", NegotiationErrorCode.AnswerMismatch)]
    public void An_answer_that_does_not_fit_is_refused(string part, string replacement, NegotiationErrorCode code)
    {
        var offer = OfferAnswer.CreateOffer(SdpFixture.Camera, SdpDirection.ReceiveOnly);
        Assert.True(OfferAnswer.TryAnswer(offer, SdpFixture.Camera, out var answer, out _, out _));
        var text = answer.ToString();
        Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.False(OfferAnswer.TryAcceptAnswer(offer, SdpFixture.Parse(text.Replace(part, replacement, StringComparison.Ordinal)), out _, out var error));
        Assert.Equal(code, error.Code);
    }

    private static string Small(string part, string replacement) => BrowserOffers.Small.Replace(part, replacement, StringComparison.Ordinal);
}
