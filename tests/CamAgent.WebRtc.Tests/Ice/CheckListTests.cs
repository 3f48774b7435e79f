using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class CheckListTests
{
    private static readonly TransportAddress Base = SimulatedCall.CameraAddress;

    [Fact]
    public void The_best_pair_is_checked_first()
    {
        var list = new CheckList();
        Assert.True(list.TryAdd(Pair(1, 100, "a"), mustAdd: false));
        Assert.True(list.TryAdd(Pair(2, 300, "b"), mustAdd: false));
        Assert.True(list.TryAdd(Pair(3, 200, "c"), mustAdd: false));
        Assert.Equal([2, 3, 1], list.Pairs.Select(pair => pair.Remote.Address.Port));
        Assert.Equal(2, list.TakeNext(ordinary: true)!.Remote.Address.Port);
    }

    [Fact]
    public void Of_pairs_with_one_foundation_only_one_is_under_way()
    {
        var list = new CheckList();
        var (first, second, other) = (Pair(1, 300, "same"), Pair(2, 200, "same"), Pair(3, 100, "other"));
        foreach (var pair in new[] { first, second, other })
            Assert.True(list.TryAdd(pair, mustAdd: false));
        Assert.Equal(CandidatePairState.Frozen, second.State);
        first.State = CandidatePairState.InProgress;
        Assert.Same(other, list.TakeNext(ordinary: true));
        other.State = CandidatePairState.InProgress;
        Assert.False(list.HasNext(ordinary: true));
        first.State = CandidatePairState.Failed;
        Assert.Same(second, list.TakeNext(ordinary: true));
    }

    [Fact]
    public void Success_unfreezes_the_pairs_with_the_same_foundation()
    {
        var list = new CheckList();
        var (first, second) = (Pair(1, 300, "same"), Pair(2, 200, "same"));
        _ = list.TryAdd(first, mustAdd: false);
        _ = list.TryAdd(second, mustAdd: false);
        first.State = CandidatePairState.Succeeded;
        list.Unfreeze(first);
        Assert.Equal(CandidatePairState.Waiting, second.State);
    }

    [Fact]
    public void Triggered_checks_come_before_better_pairs_and_only_once()
    {
        var list = new CheckList();
        var (better, triggered) = (Pair(1, 300, "a"), Pair(2, 100, "b"));
        _ = list.TryAdd(better, mustAdd: false);
        _ = list.TryAdd(triggered, mustAdd: false);
        list.Trigger(triggered);
        list.Trigger(triggered);
        Assert.Same(triggered, list.TakeNext(ordinary: true));
        Assert.Null(list.TakeNext(ordinary: false));
    }

    [Fact]
    public void A_hundred_pairs_are_kept_the_best_ones()
    {
        var list = new CheckList();
        for (var i = 1; i <= 100; i++)
            Assert.True(list.TryAdd(Pair(i, (uint)(1000 + i), $"f{i}"), mustAdd: false));
        Assert.False(list.TryAdd(Pair(200, 5, "worse"), mustAdd: false));
        Assert.True(list.TryAdd(Pair(201, 9000, "better"), mustAdd: false));
        Assert.True(list.TryAdd(Pair(202, 5, "checked"), mustAdd: true));
        Assert.Equal(CheckList.MaximumPairs, list.Pairs.Count);
        Assert.Null(list.Find(new(Base, SimulatedCall.Address("203.0.113.1", 1))));
    }

    [Fact]
    public void The_priority_of_a_pair_is_that_of_RFC_8445()
    {
        Assert.Equal((100ul << 32) + 400, CandidatePriority.OfPair(100, 200));
        Assert.Equal((100ul << 32) + 401, CandidatePriority.OfPair(200, 100));
        Assert.Equal(0x7EFFFFFFu, CandidatePriority.Compute(IceCandidateType.Host, 65535));
        Assert.Equal(0x6EFFFFFFu, CandidatePriority.AsPeerReflexive(0x7EFFFFFF));
    }

    [Fact]
    public void Host_addresses_are_preferred_by_reach_and_then_by_order()
    {
        string[] best = ["2001:db8::1", "198.51.100.1", "169.254.1.1", "127.0.0.1"];
        var preferences = best.Select(text => CandidatePriority.LocalPreference(SimulatedCall.Address(text, 1))).ToArray();
        Assert.Equal(preferences.OrderDescending(), preferences);
        Assert.True(CandidatePriority.LocalPreference(Base, 0) > CandidatePriority.LocalPreference(Base, 1));
        Assert.True(CandidatePriority.LocalPreference(Base, 100_000) > preferences[2]);
    }

    private static CandidatePair Pair(int port, uint priority, string foundation)
    {
        var remote = SimulatedCall.Address("203.0.113.1", port);
        var candidate = IceCandidate.CreateHost(remote) with { Priority = priority, Foundation = foundation };
        return new(new(IceCandidate.CreateHost(Base), Base), new(candidate, remote), new NetworkPath(Base, remote), IceRole.Controlled);
    }
}
