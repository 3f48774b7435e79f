using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class IceConsentTests
{
    [Fact]
    public void A_wire_that_is_cut_shows_as_disconnected_and_fails_after_thirty_seconds()
    {
        var call = new SimulatedCall().Connect();
        call.Network.Run(TimeSpan.FromSeconds(20));
        call.Network.IsCut = true;
        var cutAt = call.Network.Now;
        Assert.True(call.Network.RunUntil(() => call.Camera.Agent.State == IceState.Disconnected, TimeSpan.FromSeconds(12)));
        Assert.True(call.Network.Now - cutAt >= TimeSpan.FromSeconds(5));
        Assert.NotNull(call.Camera.Agent.SelectedPath);
        Assert.True(call.Network.RunUntil(() => call.Camera.Agent.State == IceState.Failed, TimeSpan.FromSeconds(25)));
        Assert.InRange((call.Network.Now - cutAt).TotalSeconds, 24, 30.1);
        Assert.Null(call.Camera.Agent.SelectedPath);
        Assert.False(call.Camera.Agent.IsValidated(new(SimulatedCall.CameraAddress, SimulatedCall.ViewerAddress)));
    }

    [Fact]
    public void After_consent_has_expired_nothing_is_sent()
    {
        var call = new SimulatedCall().Connect();
        call.Network.IsCut = true;
        call.Network.Run(TimeSpan.FromSeconds(40));
        var sent = call.Camera.Sent;
        Assert.Equal(Instant.Never, call.Camera.Agent.NextTimeout);
        call.Network.IsCut = false;
        call.Network.Run(TimeSpan.FromMinutes(2));
        Assert.Equal(sent, call.Camera.Sent);
    }

    [Fact]
    public void An_interruption_of_twenty_seconds_heals()
    {
        var call = new SimulatedCall().Connect();
        call.Network.IsCut = true;
        call.Network.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(IceState.Disconnected, call.Camera.Agent.State);
        call.Network.IsCut = false;
        Assert.True(call.Network.RunUntil(() => call.IsConnected, TimeSpan.FromSeconds(7)));
        Assert.True(call.CarriesMedia());
    }

    [Fact]
    public void Consent_is_asked_for_every_five_seconds_give_or_take_a_fifth()
    {
        var call = new SimulatedCall().Connect();
        var times = new List<Instant>();
        call.Camera.Filter = datagram =>
        {
            if (StunMessage.TryParse(datagram, out var message) && message.Class == StunClass.Request)
                times.Add(call.Network.Now);
            return true;
        };
        call.Network.Run(TimeSpan.FromMinutes(10));
        var intervals = times.Zip(times.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).ToList();
        Assert.All(intervals, interval => Assert.InRange(interval, 3.99, 6.01));
        Assert.True(intervals.Max() - intervals.Min() > 1, "The intervals are not randomized.");
        Assert.DoesNotContain(IceState.Disconnected, call.Camera.States);
    }

    [Fact]
    public void A_viewer_that_stops_answering_but_goes_on_checking_stays_connected()
    {
        var call = new SimulatedCall().Connect();
        call.Viewer.Filter = datagram => !(StunMessage.TryParse(datagram, out var message) && message.Class == StunClass.SuccessResponse);
        call.Network.Run(TimeSpan.FromMinutes(3));
        Assert.Equal(IceState.Connected, call.Camera.Agent.State);
    }

    [Fact]
    public void A_viewer_that_answers_but_never_checks_stays_connected()
    {
        var call = new SimulatedCall().Connect();
        call.Viewer.Filter = datagram => !(StunMessage.TryParse(datagram, out var message) && message.Class == StunClass.Request);
        call.Network.Run(TimeSpan.FromMinutes(3));
        Assert.Equal(IceState.Connected, call.Camera.Agent.State);
    }

    [Fact]
    public void The_round_trip_time_is_that_of_the_network()
    {
        var call = new SimulatedCall();
        call.Network.Delay = TimeSpan.FromMilliseconds(35);
        call.Connect().Network.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromMilliseconds(70), call.Camera.Agent.SelectedPair?.RoundTripTime);
    }

    [Fact]
    public void The_last_authenticated_message_is_remembered()
    {
        var call = new SimulatedCall().Connect();
        call.Network.Run(TimeSpan.FromSeconds(30));
        Assert.True(call.Network.Now - call.Camera.Agent.LastInbound < TimeSpan.FromSeconds(7));
        call.Network.IsCut = true;
        var last = call.Camera.Agent.LastInbound;
        call.Network.Run(TimeSpan.FromSeconds(15));
        Assert.Equal(last, call.Camera.Agent.LastInbound);
    }

    [Fact]
    public void An_hour_at_a_tenth_of_loss_keeps_the_call()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var call = new SimulatedCall(seed) { Network = { Loss = 0.1, Jitter = TimeSpan.FromMilliseconds(20) } };
            call.Connect().Network.Run(TimeSpan.FromHours(1));
            Assert.DoesNotContain(IceState.Failed, call.Camera.States.Concat(call.Viewer.States));
        }
    }

    [Fact]
    public void A_NAT_that_forgets_its_mappings_is_survived_by_a_new_peer_reflexive_pair()
    {
        var nat = new SimulatedNat(SimulatedCall.Address("203.0.113.9", 0), NatKind.PortRestricted);
        var call = new SimulatedCall(viewerNat: nat, viewerAddresses: [SimulatedCall.Address("192.168.1.7", 6000)]).Connect();
        call.Network.Run(TimeSpan.FromSeconds(10));
        var before = call.Camera.Agent.SelectedPath;
        nat.Forget();
        // The viewer, as browsers do, goes on nominating the pair that it uses.
        for (var i = 0; i < 10; i++)
        {
            call.Network.Run(TimeSpan.FromSeconds(2.5));
            CheckAgain(call, i);
        }

        Assert.NotEqual(before, call.Camera.Agent.SelectedPath);
        Assert.Equal(IceState.Connected, call.Camera.Agent.State);
    }

    private static void CheckAgain(SimulatedCall call, int round)
    {
        var peer = new ScriptedPeer(call.Viewer.Agent.LocalCredentials, call.Camera.Agent.LocalCredentials);
        var request = peer.Request(new StunTransactionId(7, (uint)round), IceRole.Controlling, useCandidate: true);
        call.Network.Send(call.Viewer, new NetworkPath(call.Viewer.Addresses[0], SimulatedCall.CameraAddress), request);
        call.Network.Run(call.Network.Delay * 4);
    }
}
