using CamAgent.WebRtc.Ice;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class IceNominationTests
{
    [Fact]
    public void A_valid_pair_is_not_used_before_it_is_nominated()
    {
        var test = new AgentUnderTest();
        test.Validate(AgentUnderTest.Path());
        Assert.Null(test.Agent.SelectedPath);
        _ = test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId(), useCandidate: true));
        Assert.Equal(AgentUnderTest.Path(), test.Agent.SelectedPath);
        Assert.Equal(IceState.Connected, test.Agent.State);
    }

    [Fact]
    public void A_nomination_before_the_pair_is_valid_counts_once_it_is()
    {
        var test = new AgentUnderTest();
        _ = test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId(), useCandidate: true));
        Assert.Null(test.Agent.SelectedPath);
        foreach (var (path, id) in test.TakeRequests())
            _ = test.Receive(path, test.Peer.Success(id, AgentUnderTest.Local));
        Assert.Equal(AgentUnderTest.Path(), test.Agent.SelectedPath);
    }

    [Fact]
    public void Of_pairs_that_are_all_nominated_at_once_the_best_is_selected()
    {
        var test = new AgentUnderTest();
        test.Peer.Priority = 100;
        test.Validate(AgentUnderTest.Path(1), useCandidate: true);
        test.Peer.Priority = 300;
        test.Validate(AgentUnderTest.Path(2), useCandidate: true);
        test.Peer.Priority = 200;
        test.Validate(AgentUnderTest.Path(3), useCandidate: true);
        Assert.Equal(AgentUnderTest.Path(2), test.Agent.SelectedPath);
    }

    [Fact]
    public void A_browser_that_moves_to_a_worse_pair_and_keeps_nominating_it_is_followed()
    {
        var test = new AgentUnderTest();
        test.Peer.Priority = 300;
        test.Validate(AgentUnderTest.Path(1), useCandidate: true);
        test.Peer.Priority = 100;
        test.Validate(AgentUnderTest.Path(2));
        for (var i = 0; i < 3; i++)
        {
            test.Pass(TimeSpan.FromSeconds(2));
            _ = test.Receive(AgentUnderTest.Path(1), test.Peer.Request(test.NewId()));
            _ = test.Receive(AgentUnderTest.Path(2), test.Peer.Request(test.NewId(), useCandidate: true));
        }

        Assert.Equal(AgentUnderTest.Path(2), test.Agent.SelectedPath);
    }

    [Fact]
    public void A_single_late_nomination_of_a_worse_pair_is_not_followed()
    {
        var test = new AgentUnderTest();
        test.Peer.Priority = 300;
        test.Validate(AgentUnderTest.Path(1), useCandidate: true);
        test.Peer.Priority = 100;
        test.Pass(TimeSpan.FromSeconds(3.5));
        test.Validate(AgentUnderTest.Path(2), useCandidate: true);
        Assert.Equal(AgentUnderTest.Path(1), test.Agent.SelectedPath);
    }

    [Fact]
    public void A_retransmitted_nomination_is_one_nomination()
    {
        var test = new AgentUnderTest();
        test.Peer.Priority = 300;
        test.Validate(AgentUnderTest.Path(1), useCandidate: true);
        test.Peer.Priority = 100;
        test.Validate(AgentUnderTest.Path(2));
        var nomination = test.Peer.Request(test.NewId(), useCandidate: true);
        for (var i = 0; i < 4; i++)
        {
            test.Pass(TimeSpan.FromSeconds(1));
            _ = test.Receive(AgentUnderTest.Path(1), test.Peer.Request(test.NewId()));
            _ = test.Receive(AgentUnderTest.Path(2), nomination);
        }

        Assert.Equal(AgentUnderTest.Path(1), test.Agent.SelectedPath);
    }

    [Fact]
    public void A_controlling_agent_does_not_listen_to_nominations()
    {
        var test = new AgentUnderTest(IceRole.Controlling);
        test.Peer.TieBreaker = 0;
        _ = test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId(), IceRole.Controlled, useCandidate: true));
        Assert.Null(test.Agent.SelectedPath);
        var (path, id) = Assert.Single(test.TakeRequests());
        _ = test.Receive(path, test.Peer.Success(id, AgentUnderTest.Local));
        Assert.Null(test.Agent.SelectedPath);
    }

    [Fact]
    public void A_controlling_agent_nominates_by_a_second_check_once_it_has_waited_for_a_better_pair()
    {
        var test = new AgentUnderTest(IceRole.Controlling);
        _ = test.Agent.AddRemoteCandidate(IceCandidate.CreateHost(AgentUnderTest.Path().Remote), test.Now);
        var (path, id) = Assert.Single(test.TakeRequests());
        _ = test.Receive(path, test.Peer.Success(id, AgentUnderTest.Local));
        Assert.Empty(test.TakeRequests());
        test.Pass(TimeSpan.FromMilliseconds(50));
        (path, id) = Assert.Single(test.TakeRequests());
        Assert.Null(test.Agent.SelectedPath);
        _ = test.Receive(path, test.Peer.Success(id, AgentUnderTest.Local));
        Assert.Equal(path, test.Agent.SelectedPath);
    }

    [Fact]
    public void A_controlling_agent_does_not_wait_when_nothing_better_can_come()
    {
        var test = new AgentUnderTest(IceRole.Controlling);
        _ = test.Agent.AddRemoteCandidate(IceCandidate.CreateHost(AgentUnderTest.Path().Remote), test.Now);
        test.Agent.SetEndOfRemoteCandidates(test.Now);
        var (path, id) = Assert.Single(test.TakeRequests());
        _ = test.Receive(path, test.Peer.Success(id, AgentUnderTest.Local));
        Assert.Single(test.TakeRequests());
    }

    [Fact]
    public void A_nomination_that_fails_leads_to_the_next_valid_pair()
    {
        var test = new AgentUnderTest(IceRole.Controlling);
        test.Peer.TieBreaker = 0;
        test.Peer.Priority = 300;
        test.Validate(AgentUnderTest.Path(1), peerRole: IceRole.Controlled);
        test.Peer.Priority = 100;
        test.Validate(AgentUnderTest.Path(2), peerRole: IceRole.Controlled);
        test.Pass(TimeSpan.FromMilliseconds(50));
        var (path, id) = Assert.Single(test.TakeRequests());
        Assert.Equal(AgentUnderTest.Path(1), path);
        _ = test.Receive(path, test.Peer.Error(id, 500));
        (path, id) = Assert.Single(test.TakeRequests());
        Assert.Equal(AgentUnderTest.Path(2), path);
        _ = test.Receive(path, test.Peer.Success(id, AgentUnderTest.Local));
        Assert.Equal(AgentUnderTest.Path(2), test.Agent.SelectedPath);
    }
}
