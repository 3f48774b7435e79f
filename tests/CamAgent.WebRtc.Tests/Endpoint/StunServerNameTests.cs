using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Endpoint;

public sealed class StunServerNameTests
{
    private static readonly TransportAddress Address = TransportAddress.FromBytes([192, 0, 2, 1], 3478);
    private readonly SeededRandomSource _random = new(1);
    private readonly StunServerName _server = new("stun.example.org", 3478);

    [Fact]
    public void Failed_lookups_are_repeated_ever_more_seldom_but_about_once_a_minute_at_least()
    {
        var now = new Instant(0);
        foreach (var expected in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            _server.Begin();
            Assert.Equal(Instant.Never, _server.NextLookUp);
            _server.OnFailed(now, _random);
            Assert.InRange(_server.NextLookUp - now, TimeSpan.FromSeconds(expected * 0.5), TimeSpan.FromSeconds(expected * 1.5));
            now = _server.NextLookUp;
        }
    }

    [Fact]
    public void A_name_that_was_found_is_looked_up_again_only_in_a_new_network()
    {
        _server.Begin();
        _server.OnFound([Address], new Instant(1));
        Assert.Equal(Instant.Never, _server.NextLookUp);
        _server.OnNetworkChanged(new Instant(2));
        Assert.Equal(new Instant(2), _server.NextLookUp);
        _server.Begin();
        _server.OnFailed(new Instant(3), _random);
        Assert.Equal([Address], _server.Addresses);
    }

    [Fact]
    public void A_network_that_changes_during_a_lookup_asks_for_another()
    {
        _server.Begin();
        _server.OnNetworkChanged(new Instant(1));
        Assert.Equal(Instant.Never, _server.NextLookUp);
        _server.OnFound([Address], new Instant(2));
        Assert.Equal(new Instant(2), _server.NextLookUp);
    }
}
