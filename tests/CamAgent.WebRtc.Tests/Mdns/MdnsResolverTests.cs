using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Mdns;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Mdns;

public sealed class MdnsResolverTests
{
    private const string Name = MdnsMessages.Name;
    private static readonly TransportAddress Source = TransportAddress.FromBytes([192, 0, 2, 7], MdnsResolver.Port);

    private readonly MdnsResolver _resolver = new();
    private readonly byte[] _buffer = new byte[MdnsResolver.MaximumMessageSize];
    private Instant _now = new(TimeSpan.FromMinutes(1).Ticks);

    [Fact]
    public void A_name_is_found()
    {
        Assert.True(_resolver.TryResolve(Name, _now));
        Assert.Single(TakeQueries());
        _resolver.HandleMessage(Source, MdnsMessages.Response(Name, MdnsMessages.IPv4), _now);
        Assert.Equal(new MdnsEvent(Name, Source.WithPort(0)), Assert.Single(TakeEvents()));
        Assert.Equal(Instant.Never, _resolver.NextTimeout);
    }

    [Fact]
    public void A_name_that_nobody_answers_for_is_asked_for_four_times_and_given_up_after_ten_seconds()
    {
        Assert.True(_resolver.TryResolve(Name, _now));
        var start = _now;
        var times = new List<double>();
        while (_resolver.NextTimeout != Instant.Never)
        {
            times.AddRange(TakeQueries().Select(_ => (_now - start).TotalSeconds));
            _now = _resolver.NextTimeout;
            _resolver.HandleTimeout(_now);
        }

        Assert.Equal([0, 1, 3, 7], times);
        Assert.Equal(10, (_now - start).TotalSeconds);
        Assert.Equal(new MdnsEvent(Name, default), Assert.Single(TakeEvents()));
    }

    [Fact]
    public void Only_the_first_query_asks_for_an_answer_by_unicast()
    {
        Assert.True(_resolver.TryResolve(Name, _now));
        Assert.Equal(0x80, Assert.Single(TakeQueries())[^2]);
        _now += TimeSpan.FromSeconds(1);
        _resolver.HandleTimeout(_now);
        Assert.Equal(0, Assert.Single(TakeQueries())[^2]);
    }

    [Fact]
    public void A_name_that_is_asked_for_twice_costs_one_query_and_then_none()
    {
        Assert.True(_resolver.TryResolve(Name, _now));
        Assert.True(_resolver.TryResolve(Name.ToUpperInvariant(), _now));
        Assert.Single(TakeQueries());
        _resolver.HandleMessage(Source, MdnsMessages.Response(Name, MdnsMessages.IPv4), _now);
        Assert.Single(TakeEvents());
        _now += TimeSpan.FromSeconds(100);
        Assert.True(_resolver.TryResolve(Name, _now));
        Assert.Empty(TakeQueries());
        Assert.True(Assert.Single(TakeEvents()).Address.IsSpecified);
    }

    [Theory]
    [InlineData(60u, 61)]
    [InlineData(1_000_000u, 121)]
    public void What_was_found_is_forgotten_when_its_record_ends_or_after_two_minutes(uint timeToLive, int seconds)
    {
        Assert.True(_resolver.TryResolve(Name, _now));
        _resolver.HandleMessage(Source, MdnsMessages.Response(Name, MdnsMessages.IPv4, timeToLive), _now);
        _ = TakeQueries();
        _now += TimeSpan.FromSeconds(seconds);
        Assert.True(_resolver.TryResolve(Name, _now));
        Assert.Single(TakeQueries());
    }

    [Fact]
    public void A_goodbye_is_believed()
    {
        Assert.True(_resolver.TryResolve(Name, _now));
        _resolver.HandleMessage(Source, MdnsMessages.Response(Name, MdnsMessages.IPv4), _now);
        _ = TakeQueries();
        _resolver.HandleMessage(Source, MdnsMessages.Response(Name, MdnsMessages.IPv4, timeToLive: 0), _now);
        Assert.True(_resolver.TryResolve(Name, _now));
        Assert.Single(TakeQueries());
    }

    [Fact]
    public void What_nobody_asked_for_is_not_remembered()
    {
        _resolver.HandleMessage(Source, MdnsMessages.Response(Name, MdnsMessages.IPv4), _now);
        Assert.Empty(TakeEvents());
        Assert.True(_resolver.TryResolve(Name, _now));
        Assert.Single(TakeQueries());
    }

    [Fact]
    public void An_answer_from_another_port_is_ignored()
    {
        Assert.True(_resolver.TryResolve(Name, _now));
        _resolver.HandleMessage(Source.WithPort(5354), MdnsMessages.Response(Name, MdnsMessages.IPv4), _now);
        Assert.Empty(TakeEvents());
    }

    [Fact]
    public void A_link_local_address_belongs_to_the_interface_of_its_answer()
    {
        Assert.True(_resolver.TryResolve(Name, _now));
        byte[] linkLocal = [0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
        _resolver.HandleMessage(TransportAddress.FromBytes(linkLocal, MdnsResolver.Port, scopeId: 5), MdnsMessages.Response(Name, linkLocal), _now);
        Assert.Equal(5u, Assert.Single(TakeEvents()).Address.ScopeId);
    }

    [Fact]
    public void Names_that_are_being_asked_for_are_bounded()
    {
        for (var i = 0; i < 32; i++)
            Assert.True(_resolver.TryResolve($"viewer-{i}.local", _now));
        Assert.False(_resolver.TryResolve("one-too-many.local", _now));
        Assert.False(_resolver.TryResolve("example.org", _now));
        Assert.Equal(32, TakeQueries().Count);
        _now += TimeSpan.FromSeconds(10);
        _resolver.HandleTimeout(_now);
        Assert.Equal(32, TakeEvents().Count);
        Assert.True(_resolver.TryResolve("one-too-many.local", _now));
    }

    [Fact]
    public void The_cache_is_bounded()
    {
        var cache = new MdnsCache();
        for (var i = 0; i < 1000; i++)
            cache.Add($"viewer-{i}.local", Source, TimeSpan.FromSeconds(60), _now + TimeSpan.FromMilliseconds(i));
        Assert.Equal(64, cache.Count);
        Assert.True(cache.TryGet("viewer-999.local", _now, out _));
        Assert.False(cache.TryGet("viewer-0.local", _now, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_resolver_withstands_any_message(int seed)
    {
        var found = 0;
        Fuzz.Bytes(seed, 10_000, 300, [MdnsMessages.Response(Name, MdnsMessages.IPv4), MdnsMessages.Response(Name, MdnsMessages.IPv6)], input =>
        {
            _ = _resolver.TryResolve(Name, _now);
            _resolver.HandleMessage(Source, input, _now);
            found += TakeEvents().Count;
            _ = TakeQueries();
            _now += TimeSpan.FromSeconds(3);
            _resolver.HandleTimeout(_now);
        });
        Assert.True(found > 100);
    }

    private List<byte[]> TakeQueries()
    {
        var queries = new List<byte[]>();
        while (_resolver.TryPollTransmit(_buffer, out var length))
            queries.Add(_buffer[..length]);
        return queries;
    }

    private List<MdnsEvent> TakeEvents()
    {
        var events = new List<MdnsEvent>();
        while (_resolver.TryPollEvent(out var mdnsEvent))
            events.Add(mdnsEvent);
        return events;
    }
}
