using CamAgent.Configuration;

namespace CamAgent.Tests.Configuration;

public sealed class AddressGrammarTests
{
    [Theory]
    // RFC 7064 appendix A and RFC 7065 appendix A.
    [InlineData("stun:example.org", "stun:example.org:3478")]
    [InlineData("stuns:example.org", "stuns:example.org:5349")]
    [InlineData("stun:example.org:8000", "stun:example.org:8000")]
    [InlineData("turn:example.org", "turn:example.org:3478?transport=udp")]
    [InlineData("turns:example.org", "turns:example.org:5349?transport=tcp")]
    [InlineData("turn:example.org:8000", "turn:example.org:8000?transport=udp")]
    [InlineData("turn:example.org?transport=tcp", "turn:example.org:3478?transport=tcp")]
    [InlineData("turns:example.org?transport=udp", "turns:example.org:5349?transport=udp")]
    [InlineData("TURN:192.0.2.1", "turn:192.0.2.1:3478?transport=udp")]
    [InlineData("stun:[2001:db8::1]:19302", "stun:[2001:db8::1]:19302")]
    public void An_ICE_servers_address_is_read(string text, string expected)
    {
        Assert.True(IceServerUrl.TryParse(text, out var url));
        Assert.Equal(expected, url.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("stun:")]
    [InlineData("stun://example.org")]
    [InlineData("stun:example.org?transport=udp")]
    [InlineData("turn:example.org?transport=sctp")]
    [InlineData("turn:example.org?transport=udp&x=1")]
    [InlineData("turn:user@example.org")]
    [InlineData("stun:example.org:0")]
    [InlineData("stun:example.org:65536")]
    [InlineData("stun:example.org:")]
    [InlineData("stun:[::1")]
    [InlineData("stun:[::1]x:5")]
    [InlineData("stun:[192.0.2.1]")]
    [InlineData("stun:2001:db8::1")]
    [InlineData("stun:exa mple.org")]
    [InlineData("http://example.org")]
    public void What_is_no_ICE_servers_address_is_refused(string text) => Assert.False(IceServerUrl.TryParse(text, out _));

    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080", true)]
    [InlineData("http://localhost:8080/", "http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]", "http://[::1]:80", true)]
    [InlineData("https://*:8443", "https://*:8443", false)]
    [InlineData("http://0.0.0.0:0", "http://0.0.0.0:0", false)]
    [InlineData("https://192.0.2.7", "https://192.0.2.7:443", false)]
    public void A_listening_address_is_read(string text, string expected, bool isLoopback)
    {
        Assert.True(HttpListenAddress.TryParse(text, out var address));
        Assert.Equal((expected, isLoopback), (address!.ToString(), address.IsLoopback));
    }

    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("http://")]
    [InlineData("http://example.org:8080")]
    [InlineData("http://127.1:8080")]
    [InlineData("http://127.0.0.1:8080/path")]
    [InlineData("http://127.0.0.1:65536")]
    [InlineData("http://user@127.0.0.1")]
    [InlineData("http://::1:8080")]
    [InlineData("ftp://127.0.0.1")]
    public void What_cannot_be_listened_on_is_refused(string text) => Assert.False(HttpListenAddress.TryParse(text, out _));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("uri", "url", 1)]
    [InlineData("vidoe", "video", 1)]
    public void The_edit_distance_counts_insertions_deletions_replacements_and_swaps(string left, string right, int expected)
    {
        Assert.Equal(expected, NearestKey.Distance(left, right));
        Assert.Equal(expected, NearestKey.Distance(right, left));
    }
}
