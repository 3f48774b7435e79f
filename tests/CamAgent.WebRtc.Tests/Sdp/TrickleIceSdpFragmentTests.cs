using System.Text;
using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc.Tests.Sdp;

public sealed class TrickleIceSdpFragmentTests
{
    private const string Fragment = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"
        + "m=audio 9 RTP/AVP 0\r\na=mid:0\r\na=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0\r\na=end-of-candidates\r\n";

    [Fact]
    public void Credentials_and_candidates_are_read()
    {
        var fragment = Parse(Fragment);
        Assert.Equal(("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1"), (fragment.UsernameFragment, fragment.Password));
        var media = Assert.Single(fragment.Media);
        Assert.Equal(("0", true), (media.Mid, media.EndOfCandidates));
        Assert.Equal(["candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0"], media.Candidates);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var written = new TrickleIceSdpFragment
        {
            UsernameFragment = "abcd",
            Media =
            [
                new TrickleIceMedia(null, ["candidate:0 1 udp 1 192.0.2.3 9 typ host"], EndOfCandidates: false),
                new TrickleIceMedia("0", ["candidate:1 1 udp 1 192.0.2.1 9 typ host", "candidate:2 1 udp 1 192.0.2.2 9 typ host"], EndOfCandidates: false),
                new TrickleIceMedia("1", [], EndOfCandidates: true),
            ],
        };
        var read = Parse(written.ToString());
        Assert.Equal(("abcd", null), (read.UsernameFragment, read.Password));
        Assert.Equal(written.Media.Select(media => media.Mid).ToArray(), read.Media.Select(media => media.Mid).ToArray());
        Assert.Equal(written.Media.SelectMany(media => media.Candidates).ToArray(), read.Media.SelectMany(media => media.Candidates).ToArray());
        Assert.Equal([false, false, true], read.Media.Select(media => media.EndOfCandidates));
    }

    [Fact]
    public void Credentials_within_a_line_and_candidates_without_one_are_understood()
    {
        var fragment = Parse("a=candidate:1 1 udp 1 192.0.2.1 9 typ host\nm=video 9 X 0\na=mid:0\na=ice-ufrag:abcd\n");
        Assert.Equal("abcd", fragment.UsernameFragment);
        Assert.Equal("null,0", string.Join(",", fragment.Media.Select(media => media.Mid ?? "null")));
    }

    [Theory]
    [InlineData("a=ice-ufrag:a\r\n")]
    [InlineData("a=ice-ufrag:abcd\r\na=ice-pwd:short\r\n")]
    [InlineData("m=video\r\n")]
    [InlineData("garbage\r\n")]
    public void A_malformed_fragment_is_refused(string text) => Assert.False(TrickleIceSdpFragment.TryParse(text, out _, out _));

    [Fact]
    public void The_bounds_of_a_description_hold()
    {
        Assert.False(TrickleIceSdpFragment.TryParse(string.Concat(Enumerable.Repeat("a=candidate:1\r\n", 129)), out _, out _));
        Assert.False(TrickleIceSdpFragment.TryParse(string.Concat(Enumerable.Repeat("m=video 9 X 0\r\n", 33)), out _, out _));
        Assert.False(TrickleIceSdpFragment.TryParse(new byte[100_000], out _, out _));
        Assert.False(TrickleIceSdpFragment.TryParse([0xFF], out _, out _));
    }

    [Fact]
    public void No_bytes_can_make_the_parser_fail() =>
        Fuzz.Bytes(8840, 10_000, 600, [Encoding.UTF8.GetBytes(Fragment)], bytes =>
        {
            if (TrickleIceSdpFragment.TryParse(bytes, out var fragment, out _))
                _ = fragment.ToString();
        });

    private static TrickleIceSdpFragment Parse(string text)
    {
        Assert.True(TrickleIceSdpFragment.TryParse(text, out var fragment, out var error), error?.ToString());
        return fragment;
    }
}
