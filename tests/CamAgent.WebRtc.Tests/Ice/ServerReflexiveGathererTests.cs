using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class ServerReflexiveGathererTests
{
    private static readonly TransportAddress Base = SimulatedCall.Address("192.168.1.2", 5000);
    private static readonly TransportAddress OtherBase = SimulatedCall.Address("192.168.2.2", 5000);
    private static readonly TransportAddress Server = SimulatedCall.Address("192.0.2.53", 3478);
    private static readonly TransportAddress OtherServer = SimulatedCall.Address("192.0.2.54", 3478);
    private static readonly TransportAddress Mapped = SimulatedCall.Address("198.51.100.9", 20000);

    private readonly ServerReflexiveGatherer _gatherer = new(new SeededRandomSource(1));
    private readonly byte[] _buffer = new byte[ServerReflexiveGatherer.MaximumMessageSize];
    private Instant _now = new(TimeSpan.FromMinutes(1).Ticks);

    [Fact]
    public void A_server_tells_what_the_base_looks_like_from_outside()
    {
        Begin();
        Answer(Assert.Single(TakeRequests()), Mapped);
        var added = Assert.Single(TakeEvents());
        Assert.Equal(GatheringEventKind.CandidateAdded, added.Kind);
        Assert.Equal(Base, added.Base);
        Assert.Equal(Mapped, added.Candidate!.Address);
        Assert.Equal(Base, added.Candidate.RelatedAddress);
        Assert.Equal(IceCandidateType.ServerReflexive, added.Candidate.Type);
        Assert.False(_gatherer.IsGathering);
    }

    [Fact]
    public void Without_a_NAT_there_is_no_candidate()
    {
        Begin();
        Answer(Assert.Single(TakeRequests()), Base);
        Assert.Empty(TakeEvents());
        Assert.Empty(_gatherer.Candidates);
        Assert.False(_gatherer.IsGathering);
    }

    [Fact]
    public void Two_servers_that_say_the_same_make_one_candidate()
    {
        Begin();
        _gatherer.AddServer(OtherServer, _now);
        Pass(TimeSpan.FromMilliseconds(60));
        foreach (var request in TakeRequests())
            Answer(request, Mapped);
        Assert.Single(TakeEvents());
        _gatherer.RemoveServer(Server, _now);
        Assert.Empty(TakeEvents());
        _gatherer.RemoveServer(OtherServer, _now);
        Assert.Equal(GatheringEventKind.CandidateRemoved, Assert.Single(TakeEvents()).Kind);
    }

    [Fact]
    public void The_mapping_is_refreshed_every_fifteen_seconds()
    {
        Begin();
        Answer(Assert.Single(TakeRequests()), Mapped);
        Pass(TimeSpan.FromSeconds(14.9));
        Assert.Empty(TakeRequests());
        Pass(TimeSpan.FromSeconds(0.2));
        Answer(Assert.Single(TakeRequests()), Mapped);
        Assert.Single(TakeEvents());
    }

    [Fact]
    public void A_mapping_that_changes_removes_one_candidate_and_adds_another()
    {
        Begin();
        Answer(Assert.Single(TakeRequests()), Mapped);
        _ = TakeEvents();
        Pass(TimeSpan.FromSeconds(15));
        Answer(Assert.Single(TakeRequests()), Mapped.WithPort(20001));
        var events = TakeEvents();
        Assert.Equal([GatheringEventKind.CandidateRemoved, GatheringEventKind.CandidateAdded], events.Select(e => e.Kind));
        Assert.Equal([20000, 20001], events.Select(e => (int)e.Candidate!.Port));
    }

    [Fact]
    public void A_server_that_does_not_answer_is_asked_seven_times_and_again_later()
    {
        Begin();
        var requests = 0;
        for (var i = 0; i < 790; i++)
        {
            requests += TakeRequests().Count;
            Pass(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(7, requests);
        Assert.Equal(GatheringEventKind.ServerUnreachable, Assert.Single(TakeEvents()).Kind);
        Assert.False(_gatherer.IsGathering);
        Pass(TimeSpan.FromSeconds(31));
        Answer(TakeRequests()[0], Mapped);
        Assert.Equal(GatheringEventKind.CandidateAdded, Assert.Single(TakeEvents()).Kind);
    }

    [Fact]
    public void A_candidate_whose_server_falls_silent_is_taken_back()
    {
        Begin();
        Answer(Assert.Single(TakeRequests()), Mapped);
        _ = TakeEvents();
        Pass(TimeSpan.FromSeconds(56));
        Assert.Equal([GatheringEventKind.ServerUnreachable, GatheringEventKind.CandidateRemoved], TakeEvents().Select(e => e.Kind));
    }

    [Fact]
    public void Requests_of_several_bases_are_paced()
    {
        _gatherer.AddServer(Server, _now);
        _gatherer.AddBase(Base, _now);
        _gatherer.AddBase(OtherBase, _now);
        Assert.Equal(Base, Assert.Single(TakeRequests()).Path.Local);
        Pass(TimeSpan.FromMilliseconds(50));
        Assert.Equal(OtherBase, Assert.Single(TakeRequests()).Path.Local);
    }

    [Fact]
    public void A_base_that_goes_away_takes_its_candidates_along()
    {
        Begin();
        Answer(Assert.Single(TakeRequests()), Mapped);
        _ = TakeEvents();
        _gatherer.RemoveBase(Base, _now);
        Assert.Equal(GatheringEventKind.CandidateRemoved, Assert.Single(TakeEvents()).Kind);
        Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(TakeRequests());
        Assert.Equal(Instant.Never, _gatherer.NextTimeout);
    }

    [Fact]
    public void A_base_of_the_other_family_is_not_asked_for()
    {
        _gatherer.AddServer(Server, _now);
        _gatherer.AddBase(SimulatedCall.Address("2001:db8::1", 5000), _now);
        _gatherer.AddBase(SimulatedCall.Address("127.0.0.1", 5000), _now);
        Assert.Empty(TakeRequests());
        Assert.False(_gatherer.IsGathering);
    }

    [Fact]
    public void An_answer_from_elsewhere_or_to_another_request_is_not_taken()
    {
        Begin();
        var (path, id) = Assert.Single(TakeRequests());
        Assert.False(_gatherer.HandleStun(path with { Remote = OtherServer }, Response(id, Mapped), _now));
        Assert.False(_gatherer.HandleStun(path, Response(new(1, 1), Mapped), _now));
        Assert.Empty(_gatherer.Candidates);
        Assert.True(_gatherer.HandleStun(path, Response(id, Mapped), _now));
        Assert.False(_gatherer.HandleStun(path, Response(id, Mapped.WithPort(1)), _now));
        Assert.Equal(Mapped, Assert.Single(_gatherer.Candidates).Candidate.Address);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_gatherer_withstands_any_answer(int seed)
    {
        Begin();
        var (path, id) = Assert.Single(TakeRequests());
        Fuzz.Bytes(seed, 10_000, 200, [Response(id, Mapped)], input =>
        {
            _ = _gatherer.HandleStun(path, input, _now);
            _ = TakeEvents();
        });
    }

    private void Begin()
    {
        _gatherer.AddBase(Base, _now);
        _gatherer.AddServer(Server, _now);
        Assert.True(_gatherer.IsGathering);
    }

    private void Pass(TimeSpan time)
    {
        var end = _now + time;
        while (_gatherer.NextTimeout <= end)
        {
            _now = Instant.Max(_now, _gatherer.NextTimeout);
            _gatherer.HandleTimeout(_now);
        }

        _now = end;
    }

    private List<(NetworkPath Path, StunTransactionId Id)> TakeRequests()
    {
        var requests = new List<(NetworkPath, StunTransactionId)>();
        while (_gatherer.TryPollTransmit(_buffer, out var length, out var path))
        {
            Assert.True(StunMessage.TryParse(_buffer.AsSpan(0, length), out var message));
            Assert.Equal(StunClass.Request, message.Class);
            requests.Add((path, message.TransactionId));
        }

        return requests;
    }

    private List<GatheringEvent> TakeEvents()
    {
        var events = new List<GatheringEvent>();
        while (_gatherer.TryPollEvent(out var gatheringEvent))
            events.Add(gatheringEvent);
        return events;
    }

    private void Answer((NetworkPath Path, StunTransactionId Id) request, TransportAddress mapped) =>
        Assert.True(_gatherer.HandleStun(request.Path, Response(request.Id, mapped), _now));

    private static byte[] Response(StunTransactionId id, TransportAddress mapped)
    {
        var buffer = new byte[64];
        var writer = new StunWriter(buffer, StunClass.SuccessResponse, StunMethod.Binding, id);
        writer.WriteAddress(StunAttributeType.XorMappedAddress, mapped);
        return buffer[..writer.Length];
    }
}
