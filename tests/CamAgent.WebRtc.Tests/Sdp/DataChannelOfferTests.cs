using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc.Tests.Sdp;

/// <summary>The line of the data channels (RFC 8841), beside a video's or alone.</summary>
public sealed class DataChannelOfferTests
{
    private const string Begin = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

    private static readonly LocalMediaParameters Camera = SdpFixture.Camera with { DataChannels = true, Candidates = ["candidate:1 1 udp 1 192.0.2.1 9 typ host"] };

    [Fact]
    public void Data_channels_alone_are_served()
    {
        var (answer, media) = SdpFixture.Answer(Begin + "a=group:BUNDLE d\r\n" + Data("d"), Camera);
        Assert.False(media.HasVideo);
        Assert.Equal((0, "d", DtlsSetup.Active), (media.LineIndex, media.Mid, media.Setup));
        Assert.Equal(new NegotiatedDataChannels("d", 0, 5000, 262144), media.DataChannels);
        var line = Assert.Single(answer.Media);
        Assert.Equal(("application", 9, "UDP/DTLS/SCTP", "webrtc-datachannel"), (line.Kind, line.Port, line.Protocol, line.Formats.Single()));
        Assert.Equal(("5000", "262144", "active", "d"), (line.Find("sctp-port"), line.Find("max-message-size"), line.Find("setup"), line.Mid));
        Assert.True(line.Has("candidate"));
        Assert.Equal("BUNDLE d", answer.Find("group"));
    }

    [Fact]
    public void Data_channels_alone_need_no_group()
    {
        var (answer, media) = SdpFixture.Answer(Begin + Data("d"), Camera);
        Assert.False(media.HasVideo);
        Assert.Null(answer.Find("group"));
    }

    [Fact]
    public void Data_before_video_speaks_for_the_transport_and_has_the_candidates()
    {
        var (answer, media) = SdpFixture.Answer(Begin + "a=group:BUNDLE d v\r\n" + Data("d") + Video("v"), Camera);
        Assert.Equal((true, 1, "v"), (media.HasVideo, media.LineIndex, media.Mid));
        Assert.Equal(0, media.DataChannels!.LineIndex);
        Assert.Equal("BUNDLE d v", answer.Find("group"));
        Assert.Equal([true, false], answer.Media.ConvertAll(line => line.Has("candidate")));
        Assert.Equal(["application", "video"], answer.Media.ConvertAll(line => line.Kind));
    }

    [Fact]
    public void Each_other_line_is_rejected_where_it_stands()
    {
        var offer = Begin + "a=group:BUNDLE a v x d\r\n" + Video("a").Replace("m=video", "m=audio", StringComparison.Ordinal) + Video("v") + Data("x", port: 0) + Data("d");
        var (answer, media) = SdpFixture.Answer(offer, Camera);
        Assert.Equal((1, 3), (media.LineIndex, media.DataChannels!.LineIndex));
        Assert.Equal([0, 9, 0, 9], answer.Media.ConvertAll(line => line.Port));
        Assert.Equal("BUNDLE v d", answer.Find("group"));
    }

    [Fact]
    public void A_line_outside_of_the_videos_group_is_rejected_by_itself()
    {
        var (answer, media) = SdpFixture.Answer(Begin + "a=group:BUNDLE v\r\n" + Video("v") + Data("d"), Camera);
        Assert.Null(media.DataChannels);
        Assert.Equal([9, 0], answer.Media.ConvertAll(line => line.Port));
    }

    [Fact]
    public void Video_that_was_rejected_leaves_data_channels_alone()
    {
        var (answer, media) = SdpFixture.Answer(Begin + "a=group:BUNDLE d\r\n" + Video("v").Replace("m=video 9", "m=video 0", StringComparison.Ordinal) + Data("d"), Camera);
        Assert.False(media.HasVideo);
        Assert.Equal([0, 9], answer.Media.ConvertAll(line => line.Port));
    }

    [Fact]
    public void Video_that_cannot_be_served_is_refused_though_data_channels_could_be() => Assert.False(OfferAnswer.TryAnswer(
        SdpFixture.Parse(Begin + "a=group:BUNDLE v d\r\n" + Video("v").Replace("H264", "VP8", StringComparison.Ordinal) + Data("d")), Camera, out _, out _, out _));

    [Fact]
    public void Where_data_channels_are_not_wanted_they_are_refused() =>
        Assert.Equal(NegotiationErrorCode.NoVideo, SdpFixture.Refuse(Begin + Data("d")));

    [Theory]
    [InlineData("a=max-message-size:0\r\n", 0)]
    [InlineData("a=max-message-size:1073741823\r\n", 1073741823)]
    [InlineData("", 65536)]
    [InlineData("a=max-message-size:-5\r\n", 65536)]
    [InlineData("a=max-message-size:99999999999999999999999\r\n", 65536)]
    public void The_other_sides_limit_is_read_as_the_standard_says(string attribute, long expected)
    {
        var offer = Begin + Data("d").Replace("a=max-message-size:262144\r\n", attribute, StringComparison.Ordinal);
        Assert.Equal(expected, SdpFixture.Answer(offer, Camera).Media.DataChannels!.MaximumMessageSize);
    }

    [Fact]
    public void The_other_sides_port_is_read() =>
        Assert.Equal(1234, SdpFixture.Answer(Begin + Data("d").Replace("5000", "1234", StringComparison.Ordinal), Camera).Media.DataChannels!.SctpPort);

    private static string Transport(string mid) =>
        "c=IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\na=fingerprint:sha-256 " + BrowserOffers.Fingerprint + $"\r\na=setup:actpass\r\na=mid:{mid}\r\n";

    private static string Data(string mid, int port = 9) =>
        $"m=application {port} UDP/DTLS/SCTP webrtc-datachannel\r\n{Transport(mid)}a=sctp-port:5000\r\na=max-message-size:262144\r\n";

    private static string Video(string mid) =>
        $"m=video 9 UDP/TLS/RTP/SAVPF 102\r\n{Transport(mid)}a=recvonly\r\na=rtcp-mux\r\na=rtpmap:102 H264/90000\r\na=fmtp:102 packetization-mode=1;profile-level-id=42e01f\r\n";
}
