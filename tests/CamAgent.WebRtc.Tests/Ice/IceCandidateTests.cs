using System.Text;
using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Ice;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class IceCandidateTests
{
    [Theory]
    [InlineData("candidate:842163049 1 udp 1677729535 203.0.113.7 54400 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag abcd")]
    [InlineData("candidate:1 1 udp 2122260223 192.0.2.1 5000 typ host")]
    [InlineData("candidate:1 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active")]
    [InlineData("candidate:3 1 udp 41885439 2001:db8::1 5000 typ relay raddr 2001:db8::2 rport 4000")]
    [InlineData("candidate:2 1 udp 2122197247 0c9f7a5c-5e2b-4e3c-9d1a-1f2e3d4c5b6a.local 6000 typ host")]
    [InlineData("candidate:9 1 udp 1 198.51.100.1 1 typ prflx raddr 192.0.2.1 rport 2")]
    public void What_is_written_is_what_was_read(string text)
    {
        Assert.True(IceCandidate.TryParse(text, out var candidate));
        Assert.Equal(text, candidate.ToString());
    }

    [Fact]
    public void What_Chrome_sends_is_understood()
    {
        Assert.True(IceCandidate.TryParse(
            "a=candidate:2530088836 1 UDP 2113937151 0c9f7a5c-5e2b-4e3c-9d1a-1f2e3d4c5b6a.local 56789 typ host generation 0 ufrag 3fJk network-id 1 network-cost 999\r\n", out var candidate));
        Assert.Equal("0c9f7a5c-5e2b-4e3c-9d1a-1f2e3d4c5b6a.local", candidate.HostName);
        Assert.False(candidate.Address.IsSpecified);
        Assert.Equal(56789, candidate.Port);
        Assert.Equal("3fJk", candidate.UsernameFragment);
        Assert.Equal(0, candidate.Generation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("candidate:")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 5000")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 5000 typ")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 5000 typ other")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 65536 typ host")]
    [InlineData("candidate:1 1 udp 4294967296 192.0.2.1 5000 typ host")]
    [InlineData("candidate:1 1 udp -1 192.0.2.1 5000 typ host")]
    [InlineData("candidate:1 0 udp 1 192.0.2.1 5000 typ host")]
    [InlineData("candidate:1 257 udp 1 192.0.2.1 5000 typ host")]
    [InlineData("candidate:1 1 sctp 1 192.0.2.1 5000 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2 5000 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.256 5000 typ host")]
    [InlineData("candidate:1 1 udp 1 1 5000 typ host")]
    [InlineData("candidate:1 1 udp 1 fe80::1%3 5000 typ host")]
    [InlineData("candidate:1 1 udp 1 a/b.local 5000 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 5000 typ host ufrag")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 5000 typ host ufrag a:b:c:d")]
    [InlineData("candidate:123456789012345678901234567890123 1 udp 1 192.0.2.1 5000 typ host")]
    [InlineData("candidate:a_b 1 udp 1 192.0.2.1 5000 typ host")]
    public void What_the_grammar_does_not_allow_is_refused(string text) => Assert.False(IceCandidate.TryParse(text, out _));

    [Fact]
    public void A_candidate_longer_than_512_characters_is_refused() =>
        Assert.False(IceCandidate.TryParse("candidate:1 1 udp 1 192.0.2.1 5000 typ host x " + new string('y', 512), out _));

    [Fact]
    public void An_interface_index_is_not_told_to_the_other_side()
    {
        var address = SimulatedCall.Address("fe80::1", 5000);
        Span<byte> bytes = stackalloc byte[16];
        _ = address.WriteAddress(bytes);
        var scoped = WebRtc.Net.TransportAddress.FromBytes(bytes, 5000, scopeId: 4);
        Assert.Contains(" fe80::1 5000 ", IceCandidate.CreateHost(scoped).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Foundations_tell_type_base_and_server_apart()
    {
        var (one, two) = (SimulatedCall.Address("192.0.2.1", 1), SimulatedCall.Address("192.0.2.2", 1));
        string[] foundations =
        [
            IceCandidate.CreateHost(one).Foundation,
            IceCandidate.CreateHost(two).Foundation,
            IceCandidate.CreateServerReflexive(two, one, one).Foundation,
            IceCandidate.CreateServerReflexive(two, one, two).Foundation,
            IceCandidate.CreateRelayed(one, two, two).Foundation,
        ];
        Assert.Equal(foundations.Length, foundations.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(foundations[0], IceCandidate.CreateHost(one.WithPort(2)).Foundation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_text_can_be_read_without_an_exception_and_what_is_read_can_be_written(int seed)
    {
        string[] corpus =
        [
            "candidate:842163049 1 udp 1677729535 203.0.113.7 54400 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag abcd",
            "candidate:1 1 tcp 1518280447 2001:db8::1 9 typ host tcptype active",
            "candidate:2 1 udp 2122197247 0c9f7a5c-5e2b-4e3c-9d1a-1f2e3d4c5b6a.local 6000 typ host",
        ];
        Fuzz.Bytes(seed, 20_000, 600, [.. corpus.Select(Encoding.ASCII.GetBytes)], Read);
    }

    private static void Read(byte[] input)
    {
        if (!IceCandidate.TryParse(Encoding.Latin1.GetString(input), out var candidate))
            return;
        Assert.True(IceCandidate.TryParse(candidate.ToString(), out var again));
        Assert.Equal(candidate.ToString(), again.ToString());
    }
}
