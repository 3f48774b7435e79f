using System.Text;
using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc.Tests.Sdp;

public sealed class SessionDescriptionTests
{
    [Fact]
    public void A_description_that_is_written_again_is_the_same()
    {
        foreach (var offer in new[] { BrowserOffers.Chrome, BrowserOffers.Firefox, BrowserOffers.Safari, BrowserOffers.Small })
            Assert.Equal(offer, SdpFixture.Parse(offer).ToString());
    }

    [Fact]
    public void Lines_may_end_in_LF_alone_and_the_last_one_in_nothing()
    {
        var text = BrowserOffers.Small.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd();
        Assert.Equal(BrowserOffers.Small, SdpFixture.Parse(text).ToString());
    }

    [Fact]
    public void Sections_keep_their_own_attributes()
    {
        var session = SdpFixture.Parse(BrowserOffers.Safari);
        Assert.Equal("BUNDLE 0 1", session.Find("group"));
        Assert.Equal(["video", "application"], session.Media.ConvertAll(media => media.Kind));
        Assert.Equal("1", session.Media[1].Mid);
        Assert.Null(session.Media[0].Find("sctp-port"));
        Assert.Equal(["webrtc-datachannel"], session.Media[1].Formats);
    }

    [Theory]
    [InlineData("", 0, "v=0")]
    [InlineData("o=- 1 1 IN IP4 0.0.0.0\r\n", 1, "v=0")]
    [InlineData("v=1\r\n", 1, "v=0")]
    [InlineData("v=0\r\ns=-\r\n", 0, "origin")]
    [InlineData("v=0\r\no=- 1\r\n", 2, "six fields")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 h\r\nhello\r\n", 3, "letter")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 h\r\nx=1\r\n", 3, "not known")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 h\r\n\r\na=:x\r\n", 4, "no name")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 h\r\nm=video 9 RTP/AVP\r\n", 3, "format")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 h\r\nm=video 65536 RTP/AVP 1\r\n", 3, "65535")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 h\r\nm=video -1 RTP/AVP 1\r\n", 3, "65535")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 h\r\na=x\0y\r\n", 3, "control")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 h\r\na=x\ry\r\n", 3, "control")]
    public void A_fault_is_named_with_its_line(string text, int line, string words)
    {
        Assert.False(SessionDescription.TryParse(text, out var description, out var error));
        Assert.Null(description);
        Assert.Equal(line, error.Line);
        Assert.Contains(words, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_megabyte_is_refused_before_it_is_read()
    {
        byte[] megabyte = [.. Encoding.UTF8.GetBytes(BrowserOffers.Small), .. Enumerable.Repeat((byte)'\n', 1024 * 1024)];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(SessionDescription.TryParse(megabyte, out _, out var error));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8192);
        Assert.Equal(0, error.Line);
        Assert.False(SessionDescription.TryParse(Encoding.UTF8.GetString(megabyte), out _, out error));
        Assert.Contains("longer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thirty_two_lines_are_read_and_thirty_three_are_not()
    {
        var line = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";
        Assert.Equal(32, SdpFixture.Parse(Head + string.Concat(Enumerable.Repeat(line, 32))).Media.Count);
        Refuse(Head + string.Concat(Enumerable.Repeat(line, 33)), 35, "32 media lines");
    }

    [Fact]
    public void Everything_else_has_a_bound_too()
    {
        Refuse(Head + "a=" + new string('x', 4096) + "\r\n", 3, "4096 characters");
        Refuse(Head + string.Concat(Enumerable.Repeat("a=x\r\n", 513)), 515, "512 attributes");
        Refuse(Head + "m=video 9 P" + string.Concat(Enumerable.Range(0, 129).Select(i => $" {i}")) + "\r\n", 3, "128 formats");
        Assert.Equal(128, SdpFixture.Parse(Head + "m=video 9 P" + string.Concat(Enumerable.Range(0, 128).Select(i => $" {i}")) + "\r\n").Media[0].Formats.Count);
        Refuse(Head + string.Concat(Enumerable.Repeat("a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n", 129)), 131, "128 candidates");
    }

    [Fact]
    public void Invalid_UTF8_and_half_surrogates_are_refused()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(BrowserOffers.Small), 0xC3, 0x28];
        Assert.False(SessionDescription.TryParse(bytes, out _, out var error));
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
        Assert.False(SessionDescription.TryParse(Head + "s=\uD800x\r\n", out _, out _));
        Assert.False(SessionDescription.TryParse(Head + "s=\uD800", out _, out _));
        Assert.Equal("\U0001F4F7", SdpFixture.Parse(Head + "s=\U0001F4F7\r\n").Name);
    }

    [Fact]
    public void No_bytes_can_make_the_parser_or_the_answer_fail()
    {
        byte[][] corpus = [.. new[] { BrowserOffers.Chrome, BrowserOffers.Firefox, BrowserOffers.Safari, BrowserOffers.Small }.Select(Encoding.UTF8.GetBytes)];
        Fuzz.Bytes(8866, 4000, 6000, corpus, bytes =>
        {
            if (!SessionDescription.TryParse(bytes, out var offer, out _))
                return;
            if (!OfferAnswer.TryAnswer(offer, SdpFixture.Camera, out var answer, out _, out _))
                return;
            Assert.Equal(offer.Media.Count, answer.Media.Count);
            _ = SdpFixture.Parse(answer.ToString());
        });
    }

    [Fact]
    public void Reading_allocates_in_proportion_to_what_is_read() =>
        Fuzz.Bytes(8867, 500, 6000, [Encoding.UTF8.GetBytes(BrowserOffers.Chrome)], bytes => _ = SessionDescription.TryParse(bytes, out _, out _), maximumAllocationFactor: 16);

    private const string Head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n";

    private static void Refuse(string text, int line, string words)
    {
        Assert.False(SessionDescription.TryParse(text, out _, out var error));
        Assert.Equal(line, error.Line);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
