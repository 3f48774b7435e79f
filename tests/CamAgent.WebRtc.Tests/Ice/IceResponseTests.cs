using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class IceResponseTests
{
    [Fact]
    public void An_answer_with_a_wrong_integrity_is_as_though_not_received()
    {
        var (test, path, id) = WithOneCheck();
        test.Peer.WrongPassword = "not the password at all!";
        Assert.True(test.Receive(path, test.Peer.Success(id, AgentUnderTest.Local)));
        Assert.False(test.Agent.IsValidated(path));
        test.Peer.WrongPassword = null;
        Assert.True(test.Receive(path, test.Peer.Success(id, AgentUnderTest.Local)));
        Assert.True(test.Agent.IsValidated(path));
    }

    [Fact]
    public void An_unsigned_error_changes_nothing()
    {
        var (test, path, id) = WithOneCheck();
        _ = test.Receive(path, test.Peer.Error(id, 487, sign: false));
        Assert.Equal(IceRole.Controlled, test.Agent.Role);
        _ = test.Receive(path, test.Peer.Success(id, AgentUnderTest.Local));
        Assert.True(test.Agent.IsValidated(path));
    }

    [Fact]
    public void An_answer_to_nothing_is_not_this_agents()
    {
        var (test, path, _) = WithOneCheck();
        Assert.False(test.Receive(path, test.Peer.Success(test.NewId(), AgentUnderTest.Local)));
    }

    [Fact]
    public void An_answer_from_elsewhere_fails_the_pair()
    {
        var (test, path, id) = WithOneCheck();
        _ = test.Receive(AgentUnderTest.Path(2), test.Peer.Success(id, AgentUnderTest.Local));
        _ = test.Receive(path, test.Peer.Success(id, AgentUnderTest.Local));
        Assert.False(test.Agent.IsValidated(path));
        Assert.False(test.Agent.IsValidated(AgentUnderTest.Path(2)));
    }

    [Fact]
    public void A_signed_error_fails_the_pair()
    {
        var (test, path, id) = WithOneCheck();
        _ = test.Receive(path, test.Peer.Error(id, 400));
        test.Pass(TimeSpan.FromSeconds(5));
        Assert.Empty(test.TakeSent());
        Assert.False(test.Agent.IsValidated(path));
    }

    [Fact]
    public void A_check_is_sent_seven_times_with_doubling_intervals()
    {
        var (test, _, _) = WithOneCheck();
        var start = test.Now - TimeSpan.FromMilliseconds(100);
        var times = new List<double>();
        while (test.Agent.State != IceState.Failed && test.Now - start < TimeSpan.FromMinutes(2))
        {
            test.Pass(TimeSpan.FromMilliseconds(10));
            times.AddRange(test.TakeSent().Select(_ => Math.Round((test.Now - start).TotalSeconds, 1)));
        }

        Assert.Equal([0.5, 1.5, 3.5, 7.5, 15.5, 31.5], times);
        Assert.InRange((test.Now - start).TotalSeconds, 39.4, 39.7);
    }

    [Fact]
    public void A_role_conflict_that_the_other_side_decides_is_followed_with_a_new_check()
    {
        var (test, path, id) = WithOneCheck();
        _ = test.TakeEvents();
        _ = test.Receive(path, test.Peer.Error(id, 487));
        Assert.Equal(IceRole.Controlling, test.Agent.Role);
        Assert.Contains(test.TakeEvents(), e => e.Kind == IceEventKind.RoleChanged);
        Assert.NotEqual(id, Assert.Single(test.TakeRequests()).Id);
    }

    [Theory]
    [InlineData(IceRole.Controlling, 0ul, 487)]
    [InlineData(IceRole.Controlling, ulong.MaxValue, 0)]
    [InlineData(IceRole.Controlled, 0ul, 0)]
    [InlineData(IceRole.Controlled, ulong.MaxValue, 487)]
    public void Of_two_agents_in_one_role_the_larger_tie_breaker_is_controlling(IceRole role, ulong tieBreaker, int code)
    {
        var test = new AgentUnderTest(role);
        test.Peer.TieBreaker = tieBreaker;
        _ = test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId(), role));
        Assert.Equal(code, AgentUnderTest.CodeOf(test.TakeSent()[0].Message));
        Assert.Equal(tieBreaker == 0 ? IceRole.Controlling : IceRole.Controlled, test.Agent.Role);
    }

    private static (AgentUnderTest Test, NetworkPath Path, CamAgent.WebRtc.Stun.StunTransactionId Id) WithOneCheck()
    {
        var test = new AgentUnderTest();
        _ = test.Agent.AddRemoteCandidate(IceCandidate.CreateHost(AgentUnderTest.Path().Remote), test.Now);
        var (path, id) = Assert.Single(test.TakeRequests());
        return (test, path, id);
    }
}
