using CamAgent.WebRtc.Stun;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Turn;

public sealed class TurnAllocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_the_challenge_the_server_gives_a_relayed_address(bool sha256)
    {
        var test = new AllocationUnderTest(server => server.UsesSha256 = sha256);
        Assert.Equal(TurnAllocationState.Active, test.Allocation.State);
        Assert.Equal([TurnEventKind.Allocated], test.Events.Select(happened => happened.Kind));
        Assert.Equal(AllocationUnderTest.Address("192.0.2.1", 49152), Assert.Single(test.Allocation.Relayed));
        Assert.Equal(AllocationUnderTest.Client, test.Allocation.Mapped);
        Assert.Equal([StunMethod.Allocate, StunMethod.Allocate], test.Server.Requests);
        Assert.Empty(test.Server.Faults);
    }

    [Fact]
    public void A_server_with_both_families_gives_an_address_of_each()
    {
        var test = new AllocationUnderTest(server => server.RelayIPv6 = AllocationUnderTest.Address("2001:db8::1", 0));
        Assert.Equal(2, test.Allocation.Relayed.Count);
        Assert.True(test.Allocation.RelayedFor(AllocationUnderTest.Address("2001:db8::2", 5)).IsIPv6);
        Assert.True(test.Allocation.RelayedFor(AllocationUnderTest.Peer).IsIPv4);
        test.Send([1, 2, 3], AllocationUnderTest.Address("2001:db8::2", 5));
        Assert.Equal([1, 2, 3], Assert.Single(test.AtPeers).Datagram);
    }

    [Fact]
    public void A_server_with_IPv6_alone_is_asked_for_that()
    {
        var test = new AllocationUnderTest(server =>
        {
            server.RelayIPv4 = default;
            server.RelayIPv6 = AllocationUnderTest.Address("2001:db8::1", 0);
        });
        Assert.True(Assert.Single(test.Allocation.Relayed).IsIPv6);
        test.Send([1], AllocationUnderTest.Peer);
        Assert.Empty(test.AtPeers);
        Assert.Equal(1, test.Allocation.Counters.Dropped);
    }

    [Fact]
    public void Wrong_credentials_are_told_as_such_and_not_tried_for_ever()
    {
        var test = new AllocationUnderTest(password: "wrong");
        Assert.Equal(TurnEndReason.WrongCredentials, test.End?.Reason);
        Assert.InRange(test.Server.Requests.Count, 2, 4);
    }

    [Theory]
    [InlineData(StunErrorCode.AllocationQuotaReached, TurnEndReason.QuotaReached)]
    [InlineData(StunErrorCode.InsufficientCapacity, TurnEndReason.InsufficientCapacity)]
    [InlineData(StunErrorCode.AllocationMismatch, TurnEndReason.AllocationMismatch)]
    [InlineData(StunErrorCode.Forbidden, TurnEndReason.Refused)]
    [InlineData(StunErrorCode.ServerError, TurnEndReason.Refused)]
    public void A_refusal_ends_it_and_says_why(int code, TurnEndReason reason)
    {
        var test = new AllocationUnderTest(server => server.RefuseWith = code);
        Assert.Equal((reason, code), (test.End?.Reason, test.End?.Code));
        Assert.Equal(Instant.Never, test.Allocation.NextTimeout);
    }

    [Fact]
    public void A_server_may_send_its_clients_to_another_one()
    {
        var other = AllocationUnderTest.Address("192.0.2.77", 3479);
        var test = new AllocationUnderTest(server => (server.RefuseWith, server.AlternateServer) = (StunErrorCode.TryAlternate, other));
        Assert.Equal(new TurnEnd(TurnEndReason.Redirected, 300, other), test.End);
    }

    [Fact]
    public void A_redirection_to_nowhere_is_a_malformed_answer()
    {
        var test = new AllocationUnderTest(server => (server.RefuseWith, server.AlternateServer) = (StunErrorCode.TryAlternate, AllocationUnderTest.Address("224.0.0.1", 3479)));
        Assert.Equal(TurnEndReason.MalformedAnswer, test.End?.Reason);
    }

    [Fact]
    public void A_silent_server_is_asked_seven_times_and_then_counts_as_unreachable()
    {
        var sent = 0;
        var test = new AllocationUnderTest(server => server.IsDown = true, start: false) { Filter = _ => ++sent > 0 };
        test.Pump();
        test.Pass(TimeSpan.FromSeconds(39));
        Assert.Equal(7, sent);
        Assert.Null(test.End);
        test.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(TurnEndReason.Unreachable, test.End?.Reason);
    }

    [Fact]
    public void Over_a_stream_nothing_is_sent_twice()
    {
        var sent = 0;
        var test = new AllocationUnderTest(server => server.IsDown = true, isReliable: true, start: false) { Filter = _ => ++sent > 0 };
        test.Pump();
        test.Pass(TimeSpan.FromSeconds(40));
        Assert.Equal(1, sent);
        Assert.Equal(TurnEndReason.Unreachable, test.End?.Reason);
    }

    [Fact]
    public void A_stale_nonce_is_answered_with_the_new_one_for_as_long_as_it_takes()
    {
        var test = new AllocationUnderTest(server => server.NonceLifetime = TimeSpan.FromSeconds(40));
        test.Pass(TimeSpan.FromHours(2), () => test.Send([0x80, 1]));
        Assert.Equal(TurnAllocationState.Active, test.Allocation.State);
        Assert.Equal(7200, test.AtPeers.Count);
        Assert.Equal(1, test.Server.Allocations);
        Assert.Empty(test.Server.Faults);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_allocation_is_kept_alive_while_nobody_uses_it(bool isReliable)
    {
        var test = new AllocationUnderTest(server => server.NonceLifetime = TimeSpan.FromDays(1), isReliable: isReliable);
        test.Pass(TimeSpan.FromHours(3));
        Assert.Equal(1, test.Server.Allocations);
        Assert.All(test.Server.Requests.Skip(2), method => Assert.Equal(StunMethod.Refresh, method));
        // The NAT's mapping over UDP, the connection over TCP.
        Assert.Equal(10800 / (isReliable ? 60 : 25), test.Server.Requests.Count - 2);
    }

    [Fact]
    public void An_allocation_that_the_server_has_forgotten_is_noticed_at_the_next_question()
    {
        var test = new AllocationUnderTest();
        test.Server.Restart();
        test.Allocation.Permit(AllocationUnderTest.Peer, test.Now);
        test.Pump();
        Assert.Equal(TurnEndReason.AllocationMismatch, test.End?.Reason);
    }

    [Fact]
    public void A_restarted_server_is_noticed_within_seconds_while_media_flows()
    {
        var test = new AllocationUnderTest();
        test.Pass(TimeSpan.FromSeconds(3), SendAndReceive(test));
        test.Server.Restart();
        var restarted = test.Now;
        test.Pass(TimeSpan.FromSeconds(5), () => test.Send([0x80, 1]));
        Assert.Equal(TurnEndReason.AllocationMismatch, test.End?.Reason);
        Assert.True(test.Now - restarted <= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_server_that_falls_silent_is_suspect_but_not_given_up()
    {
        var test = new AllocationUnderTest();
        test.Pass(TimeSpan.FromSeconds(3), SendAndReceive(test));
        test.Server.IsDown = true;
        test.Pass(TimeSpan.FromSeconds(4), () => test.Send([0x80, 1]));
        Assert.False(test.Allocation.IsSuspect(test.Now));
        test.Pass(TimeSpan.FromSeconds(3), () => test.Send([0x80, 1]));
        Assert.True(test.Allocation.IsSuspect(test.Now));
        // The network was away for a while; the server still knows us.
        test.Pass(TimeSpan.FromSeconds(90), () => test.Send([0x80, 1]));
        Assert.True(test.Allocation.IsSuspect(test.Now));
        test.Server.IsDown = false;
        test.Pass(TimeSpan.FromSeconds(40), SendAndReceive(test));
        Assert.False(test.Allocation.IsSuspect(test.Now));
        Assert.Null(test.End);
    }

    [Fact]
    public void What_is_never_refreshed_ends_with_its_lifetime()
    {
        var test = new AllocationUnderTest();
        test.Server.IsDown = true;
        test.Pass(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(30));
        Assert.Equal(TurnEndReason.Unreachable, test.End?.Reason);
    }

    [Fact]
    public void Closing_gives_the_allocation_back()
    {
        var test = new AllocationUnderTest(server => server.NonceLifetime = TimeSpan.FromSeconds(1));
        test.Pass(TimeSpan.FromSeconds(10));
        test.Allocation.Close(test.Now);
        test.Pump();
        Assert.Equal(0, test.Server.Allocations);
        Assert.Equal(TurnEndReason.Closed, test.End?.Reason);
        Assert.Equal(TurnAllocationState.Ended, test.Allocation.State);
    }

    [Fact]
    public void Closing_does_not_wait_for_ever_for_a_server_that_is_gone()
    {
        var test = new AllocationUnderTest();
        test.Server.IsDown = true;
        test.Allocation.Close(test.Now);
        test.Pump();
        test.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(TurnEndReason.Closed, test.End?.Reason);
    }

    [Fact]
    public void A_credential_does_not_show_its_password()
    {
        Assert.DoesNotContain("hunter2", new TurnCredential("me", "hunter2").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", new LastingTurnCredential("me", "hunter2").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", new TurnServer([], new LastingTurnCredential("me", "hunter2")).ToString(), StringComparison.Ordinal);
    }

    private static Action SendAndReceive(AllocationUnderTest test) => () =>
    {
        test.Send([0x80, 1]);
        test.FromPeer([0x81, 1]);
    };
}
