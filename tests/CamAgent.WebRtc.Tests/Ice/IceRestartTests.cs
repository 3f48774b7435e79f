using CamAgent.WebRtc.Ice;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class IceRestartTests
{
    [Fact]
    public void Media_stays_on_the_old_pair_until_the_new_generation_has_one()
    {
        var call = new SimulatedCall().Connect();
        var ufrag = call.Camera.Agent.LocalCredentials.Ufrag;
        Restart(call);
        Assert.NotEqual(ufrag, call.Camera.Agent.LocalCredentials.Ufrag, StringComparer.Ordinal);
        Assert.True(call.CarriesMedia());
        call.SetRemoteCredentials();
        call.Signal(call.Camera, call.Viewer);
        call.Signal(call.Viewer, call.Camera);
        var changes = Changes(call.Camera);
        Assert.True(call.Network.RunUntil(() => Changes(call.Camera) > changes && Changes(call.Viewer) > changes, TimeSpan.FromSeconds(5)));
        Assert.Equal(IceState.Connected, call.Camera.Agent.State);
        Assert.DoesNotContain(call.Camera.Events, e => e.Kind == IceEventKind.SelectedPathChanged && e.Path is null);
        Assert.True(call.CarriesMedia());
    }

    [Fact]
    public void Requests_for_the_old_ufrag_are_answered_until_it_is_retired()
    {
        var call = new SimulatedCall().Connect();
        var old = new ScriptedPeer(call.Viewer.Agent.LocalCredentials, call.Camera.Agent.LocalCredentials);
        var path = new WebRtc.Net.NetworkPath(SimulatedCall.CameraAddress, SimulatedCall.ViewerAddress);
        var ufrag = call.Camera.Agent.LocalCredentials.Ufrag;
        Restart(call);
        Assert.True(call.Camera.Agent.HandleStun(path, old.Request(new(1, 1)), call.Network.Now));
        call.SetRemoteCredentials();
        call.Signal(call.Camera, call.Viewer);
        call.Signal(call.Viewer, call.Camera);
        call.Network.Run(TimeSpan.FromSeconds(5));
        Assert.True(call.Camera.Agent.HandleStun(path, old.Request(new(1, 2)), call.Network.Now));
        call.Network.Run(TimeSpan.FromSeconds(10));
        Assert.Contains(call.Camera.Events, e => e.Kind == IceEventKind.CredentialsRetired && string.Equals(e.Text, ufrag, StringComparison.Ordinal));
        Assert.False(call.Camera.Agent.HandleStun(path, old.Request(new(1, 3)), call.Network.Now));
        Assert.Equal(IceState.Connected, call.Camera.Agent.State);
        Assert.True(call.Camera.Agent.IsValidated(path));
    }

    [Fact]
    public void A_restart_that_is_never_answered_leaves_the_call_as_it_is()
    {
        var call = new SimulatedCall().Connect();
        call.Camera.Do(agent => _ = agent.Restart(call.Network.Now));
        call.Network.Run(TimeSpan.FromMinutes(5));
        Assert.True(call.IsConnected);
        Assert.True(call.CarriesMedia());
    }

    [Fact]
    public void A_second_restart_before_the_first_led_anywhere_keeps_the_pair_that_works()
    {
        var call = new SimulatedCall().Connect();
        Restart(call);
        call.SetRemoteCredentials();
        var unused = call.Camera.Agent.LocalCredentials.Ufrag;
        Restart(call);
        Assert.Contains(call.Camera.Events, e => e.Kind == IceEventKind.CredentialsRetired && string.Equals(e.Text, unused, StringComparison.Ordinal));
        Assert.True(call.CarriesMedia());
        call.SetRemoteCredentials();
        call.Signal(call.Camera, call.Viewer);
        call.Signal(call.Viewer, call.Camera);
        call.Network.Run(TimeSpan.FromMinutes(1));
        Assert.True(call.IsConnected);
        Assert.True(call.CarriesMedia());
    }

    [Fact]
    public void A_restart_leads_out_of_failure()
    {
        var call = new SimulatedCall().Connect();
        call.Network.IsCut = true;
        call.Network.Run(TimeSpan.FromSeconds(40));
        Assert.Equal(IceState.Failed, call.Camera.Agent.State);
        Assert.Equal(RemoteCandidateOutcome.Ended, call.Camera.Agent.AddRemoteCandidate(IceCandidate.CreateHost(SimulatedCall.ViewerAddress), call.Network.Now));
        call.Network.IsCut = false;
        Restart(call);
        call.SetRemoteCredentials();
        call.Signal(call.Camera, call.Viewer);
        call.Signal(call.Viewer, call.Camera);
        Assert.True(call.Network.RunUntil(() => call.IsConnected, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_candidate_of_the_old_generation_is_refused()
    {
        var call = new SimulatedCall().Connect();
        var late = IceCandidate.CreateHost(SimulatedCall.Address("203.0.113.77", 6000)) with { UsernameFragment = call.Viewer.Agent.LocalCredentials.Ufrag };
        Restart(call);
        call.SetRemoteCredentials();
        Assert.Equal(RemoteCandidateOutcome.OtherGeneration, call.Camera.Agent.AddRemoteCandidate(late, call.Network.Now));
        Assert.Equal(
            RemoteCandidateOutcome.Added,
            call.Camera.Agent.AddRemoteCandidate(late with { UsernameFragment = call.Viewer.Agent.LocalCredentials.Ufrag }, call.Network.Now));
    }

    [Fact]
    public void Restarts_at_random_times_on_a_lossy_network_always_end_connected()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var call = new SimulatedCall(seed) { Network = { Jitter = TimeSpan.FromMilliseconds(30) } }.Connect();
            call.Network.Loss = 0.2 * random.NextDouble();
            for (var restarts = random.Next(1, 4); restarts > 0; restarts--)
            {
                Restart(call);
                call.Network.Run(TimeSpan.FromMilliseconds(random.Next(300)));
                call.SetRemoteCredentials();
                call.Signal(call.Camera, call.Viewer);
                call.Signal(call.Viewer, call.Camera);
                call.Network.Run(TimeSpan.FromMilliseconds(random.Next(20_000)));
            }

            call.Network.Run(TimeSpan.FromSeconds(35));
            Assert.True(call.Network.RunUntil(() => call.IsConnected, TimeSpan.FromSeconds(20)), $"Seed {seed}: {call.Camera.Agent.State}, {call.Viewer.Agent.State}");
            Assert.True(call.CarriesMedia(), $"Seed {seed}: no media");
        }
    }

    private static void Restart(SimulatedCall call)
    {
        call.Camera.Do(agent => _ = agent.Restart(call.Network.Now));
        call.Viewer.Do(agent => _ = agent.Restart(call.Network.Now));
    }

    private static int Changes(SimulatedHost host) => host.Events.Count(e => e.Kind == IceEventKind.SelectedPathChanged);
}
