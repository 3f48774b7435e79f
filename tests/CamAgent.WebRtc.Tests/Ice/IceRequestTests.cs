using System.Text;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class IceRequestTests
{
    [Fact]
    public void A_request_is_answered_with_the_address_it_came_from()
    {
        var test = new AgentUnderTest();
        var id = test.NewId();
        Assert.True(test.Receive(AgentUnderTest.Path(), test.Peer.Request(id)));
        var (path, message) = test.TakeSent()[0];
        Assert.Equal(AgentUnderTest.Path(), path);
        Assert.True(StunMessage.TryParse(message, out var response));
        Assert.Equal(StunClass.SuccessResponse, response.Class);
        Assert.Equal(id, response.TransactionId);
        Assert.True(response.HasFingerprint);
        Assert.True(response.VerifyIntegrity(Encoding.ASCII.GetBytes(test.Agent.LocalCredentials.Password)));
        Assert.True(response.TryGetMappedAddress(out var mapped));
        Assert.Equal(path.Remote, mapped);
    }

    [Fact]
    public void A_request_with_a_wrong_integrity_is_dropped_silently()
    {
        var test = new AgentUnderTest();
        test.Peer.WrongPassword = "not the password at all!";
        Assert.True(test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId(), useCandidate: true)));
        AssertNothingHappened(test);
        Assert.Equal(1, test.Agent.RejectedMessages);
    }

    [Fact]
    public void A_request_without_integrity_is_dropped_silently()
    {
        var test = new AgentUnderTest();
        Assert.True(test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId(), useCandidate: true, sign: false)));
        AssertNothingHappened(test);
    }

    [Fact]
    public void A_request_for_another_session_is_not_this_agents()
    {
        var test = new AgentUnderTest();
        test.Peer.WrongUsername = $"somebody:{test.PeerCredentials.Ufrag}";
        Assert.False(test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId())));
        AssertNothingHappened(test);
    }

    [Fact]
    public void A_request_of_a_peer_with_another_ufrag_is_dropped()
    {
        var test = new AgentUnderTest();
        test.Peer.WrongUsername = $"{test.Agent.LocalCredentials.Ufrag}:somebody";
        Assert.True(test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId())));
        AssertNothingHappened(test);
    }

    [Fact]
    public void A_request_to_an_address_that_is_no_candidate_is_dropped()
    {
        var test = new AgentUnderTest();
        Assert.True(test.Receive(AgentUnderTest.Path() with { Local = SimulatedCall.Address("10.0.0.1", 5000) }, test.Peer.Request(test.NewId())));
        AssertNothingHappened(test);
    }

    [Fact]
    public void Ten_thousand_forged_requests_leave_no_trace()
    {
        var test = new AgentUnderTest();
        test.Peer.WrongPassword = "not the password at all!";
        var timeout = test.Agent.NextTimeout;
        for (var i = 0; i < 10_000; i++)
            _ = test.Receive(AgentUnderTest.Path(1 + (i % 250)), test.Peer.Request(test.NewId()));
        Assert.Equal(timeout, test.Agent.NextTimeout);
        AssertNothingHappened(test);
    }

    [Fact]
    public void A_forged_request_does_not_keep_a_dead_call_alive()
    {
        var call = new SimulatedCall().Connect();
        var peer = new ScriptedPeer(call.Viewer.Agent.LocalCredentials, call.Camera.Agent.LocalCredentials) { WrongPassword = "not the password at all!" };
        call.Network.IsCut = true;
        for (var i = 0; i < 40; i++)
        {
            call.Network.Run(TimeSpan.FromSeconds(1));
            call.Camera.Receive(new(SimulatedCall.CameraAddress, SimulatedCall.ViewerAddress), peer.Request(new(9, (uint)i)));
        }

        Assert.Equal(IceState.Failed, call.Camera.Agent.State);
    }

    [Fact]
    public void An_attribute_that_must_be_understood_but_is_not_gets_420_and_changes_nothing()
    {
        var test = new AgentUnderTest();
        _ = test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId(), extra: (StunAttributeType)0x7FFF));
        var (_, message) = Assert.Single(test.TakeSent());
        Assert.Equal(420, AgentUnderTest.CodeOf(message));
        Assert.True(StunMessage.TryParse(message, out var response));
        Assert.True(response.TryGet(StunAttributeType.UnknownAttributes, out var unknown));
        Assert.Equal([0x7F, 0xFF], unknown.ToArray());
        AssertNothingHappened(test);
    }

    [Fact]
    public void A_request_without_a_priority_gets_400_and_changes_nothing()
    {
        var test = new AgentUnderTest();
        _ = test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId(), withPriority: false));
        Assert.Equal(400, AgentUnderTest.CodeOf(Assert.Single(test.TakeSent()).Message));
        AssertNothingHappened(test);
    }

    [Fact]
    public void A_request_before_the_remote_credentials_is_answered_at_once_and_checked_later()
    {
        var test = new AgentUnderTest(knowsRemote: false);
        _ = test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId(), useCandidate: true));
        Assert.Equal(0, AgentUnderTest.CodeOf(Assert.Single(test.TakeSent()).Message));
        test.Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(test.TakeSent());
        test.Agent.SetRemoteCredentials(test.PeerCredentials, test.Now);
        var (path, id) = Assert.Single(test.TakeRequests());
        _ = test.Receive(path, test.Peer.Success(id, AgentUnderTest.Local));
        Assert.Equal(AgentUnderTest.Path(), test.Agent.SelectedPath);
    }

    [Fact]
    public void The_answer_to_a_check_is_never_longer_than_the_check()
    {
        var test = new AgentUnderTest();
        var request = test.Peer.Request(test.NewId());
        _ = test.Receive(AgentUnderTest.Path(), request);
        Assert.True(test.TakeSent()[0].Message.Length <= request.Length);
    }

    [Fact]
    public void A_transmit_queue_that_nobody_drains_stays_bounded()
    {
        var test = new AgentUnderTest();
        for (var i = 0; i < 1000; i++)
            _ = test.Receive(AgentUnderTest.Path(), test.Peer.Request(test.NewId()));
        Assert.True(test.Agent.DroppedMessages > 900);
        Assert.InRange(test.TakeSent().Count, 1, 64);
    }

    [Fact]
    public void Checks_from_a_thousand_addresses_keep_only_so_many()
    {
        var test = new AgentUnderTest();
        test.Validate(AgentUnderTest.Path(), useCandidate: true);
        for (var i = 0; i < 1000; i++)
        {
            var path = new NetworkPath(AgentUnderTest.Local, SimulatedCall.Address("203.0.113.200", 1000 + i));
            _ = test.Receive(path, test.Peer.Request(test.NewId()));
            _ = test.TakeSent();
        }

        Assert.True(test.Agent.IsValidated(AgentUnderTest.Path()));
        Assert.Equal(AgentUnderTest.Path(), test.Agent.SelectedPath);
        test.Pass(TimeSpan.FromSeconds(3));
        Assert.InRange(test.TakeSent().Select(sent => sent.Path).Distinct().Count(), 1, 34);
    }

    [Fact]
    public void The_ufrag_of_a_raw_request_says_whose_it_is()
    {
        var test = new AgentUnderTest();
        Assert.True(IceCredentials.TryReadLocalUfrag(test.Peer.Request(test.NewId()), out var ufrag));
        Assert.Equal(test.Agent.LocalCredentials.Ufrag, Encoding.ASCII.GetString(ufrag));
        Assert.False(IceCredentials.TryReadLocalUfrag(test.Peer.Success(test.NewId(), AgentUnderTest.Local), out _));
        Assert.False(IceCredentials.TryReadLocalUfrag([1, 2, 3], out _));
    }

    private static void AssertNothingHappened(AgentUnderTest test)
    {
        Assert.Empty(test.TakeSent());
        test.Pass(TimeSpan.FromSeconds(2));
        Assert.Empty(test.TakeSent());
        Assert.Null(test.Agent.SelectedPath);
        Assert.False(test.Agent.IsValidated(AgentUnderTest.Path()));
        Assert.Null(test.Agent.LastInbound == test.Now ? "touched" : null);
    }
}
