using System.Net.Sockets;
using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Tests.Turn;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Endpoint;

/// <summary>The endpoint against a real server.</summary>
[Trait("Category", "Lab")]
public sealed class CoturnTests
{
    [CoturnTheory]
    [InlineData(TurnTransport.Udp)]
    [InlineData(TurnTransport.Tcp)]
    [InlineData(TurnTransport.Tls)]
    public async Task Video_goes_through_the_relay(TurnTransport transport)
    {
        await using var coturn = await new Coturn().StartAsync();
        await using var camera = RelayLab.Camera(coturn, transport);
        camera.WaitForRelay();
        Assert.Equal(transport, camera.Relay().Transport);
        using var first = new LoopbackViewer();
        using var second = new LoopbackViewer();
        await camera.ConnectAsync(first, "a");
        await camera.ConnectAsync(second, "b");
        camera.StreamFor(TimeSpan.FromSeconds(2), first, second);
        Assert.Equal("relay", camera.PathOf("a"));
        // Key frames as fast as they can be made may be too much for TLS, but not for UDP.
        if (transport == TurnTransport.Udp)
            Assert.Equal(0, camera.Endpoint.Statistics.Relayed.Dropped);
        // One allocation serves both.
        Assert.Single(camera.Relay().Relayed, address => address.IsIPv4);
    }

    [CoturnFact]
    public async Task The_first_answer_has_the_relayed_candidate_and_under_the_policy_no_other_address()
    {
        await using var coturn = await new Coturn().StartAsync();
        await using var camera = RelayLab.Camera(coturn);
        camera.WaitForRelay();
        using var viewer = new LoopbackViewer();
        await camera.OfferAsync(viewer, "a");
        var candidates = viewer.Answer!.Sdp.Split("\r\n").Where(line => line.StartsWith("a=candidate:", StringComparison.Ordinal)).ToList();
        Assert.All(candidates, line => Assert.EndsWith("typ relay raddr 0.0.0.0 rport 0", line, StringComparison.Ordinal));
        Assert.NotEmpty(candidates);
        Assert.True(viewer.Answer.GatheringComplete);
        Assert.DoesNotContain($" {camera.Endpoint.Port} ", viewer.Answer.Sdp, StringComparison.Ordinal);
    }

    [CoturnFact]
    public async Task Wrong_credentials_are_said_in_words_and_keep_nobody_waiting()
    {
        await using var coturn = await new Coturn().StartAsync();
        await using var camera = RelayLab.Camera(coturn, false, coturn.Server(credentials: new LastingTurnCredential("camera", "wrong")));
        camera.Run(() => camera.Relay().State == RelayState.Waiting);
        Assert.Contains("refuses the user name or password", camera.Relay().Problem, StringComparison.Ordinal);
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        camera.Stream(viewer);
        Assert.Equal("host", camera.PathOf("a"));
    }

    [CoturnFact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var coturn = await new Coturn().StartAsync();
        await using var camera = RelayLab.Camera(null, true, coturn.Server(TurnTransport.Tls));
        camera.Run(() => camera.Relay().State == RelayState.Waiting);
        Assert.Contains("certificate is not accepted for localhost", camera.Relay().Problem, StringComparison.Ordinal);
    }

    [CoturnFact]
    public async Task A_user_who_has_all_that_is_allowed_is_told_so()
    {
        await using var coturn = await new Coturn("--lt-cred-mech", "--user=camera:secret", "--user-quota=1").StartAsync();
        await using var first = RelayLab.Camera(coturn);
        first.WaitForRelay();
        await using var second = RelayLab.Camera(coturn);
        second.Run(() => second.Relay().State == RelayState.Waiting);
        Assert.Contains("as many allocations as the server allows", second.Relay().Problem, StringComparison.Ordinal);
        // What is given back is there for others: at the end, and while nobody may watch.
        await first.DisposeAsync();
        second.WaitForRelay();
        second.Endpoint.SuspendGathering();
        second.Run(() => second.Relay().State == RelayState.Idle);
        await using var third = RelayLab.Camera(coturn);
        third.WaitForRelay();
    }

    [CoturnFact]
    public async Task What_was_given_back_is_asked_for_again_when_viewers_may_come()
    {
        await using var coturn = await new Coturn().StartAsync();
        await using var camera = RelayLab.Camera(coturn);
        camera.WaitForRelay();
        camera.Endpoint.SuspendGathering();
        camera.Run(() => camera.Relay().State == RelayState.Idle);
        camera.Endpoint.ResumeGathering();
        camera.WaitForRelay();
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        camera.Stream(viewer);
    }

    [CoturnFact]
    public async Task A_nonce_that_ends_in_the_middle_of_a_call_is_replaced()
    {
        await using var coturn = await new Coturn("--lt-cred-mech", "--user=camera:secret", "--stale-nonce=1").StartAsync();
        await using var camera = RelayLab.Camera(coturn);
        camera.WaitForRelay();
        using var first = new LoopbackViewer();
        await camera.ConnectAsync(first, "a");
        camera.StreamFor(TimeSpan.FromSeconds(3), first);
        // Its channel is bound with a nonce that has ended long ago.
        using var second = new LoopbackViewer();
        await camera.ConnectAsync(second, "b");
        camera.StreamFor(TimeSpan.FromSeconds(2), first, second);
        Assert.Contains("stale nonce", coturn.Log, StringComparison.OrdinalIgnoreCase);
    }

    [CoturnFact]
    public async Task Time_limited_credentials_are_renewed_in_the_middle_of_a_call()
    {
        await using var coturn = await new Coturn("--use-auth-secret", $"--static-auth-secret={Coturn.Secret}", "--stale-nonce=2").StartAsync();
        var source = new ShortLivedCredentials(TimeSpan.FromSeconds(8));
        await using var camera = RelayLab.Camera(coturn, true, coturn.Server(credentials: source));
        camera.WaitForRelay();
        var before = camera.Relay().Relayed;
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        camera.StreamFor(TimeSpan.FromSeconds(12), viewer);
        Assert.True(source.Created >= 2);
        Assert.NotEqual(before, camera.Relay().Relayed);
        Assert.Equal("relay", camera.PathOf("a"));
    }

    [CoturnFact]
    public async Task A_server_that_was_restarted_in_the_middle_of_a_call_is_used_again()
    {
        await using var coturn = await new Coturn().StartAsync();
        await using var camera = RelayLab.Camera(coturn);
        camera.WaitForRelay();
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        camera.Stream(viewer);
        var before = camera.Relay().Relayed;
        await coturn.KillAsync();
        await coturn.StartAsync();
        camera.Run(
            () =>
            {
                camera.PublishKeyFrame();
                return camera.Relay() is { State: RelayState.Active } relay && !relay.Relayed.SequenceEqual(before);
            },
            viewer);
        // The page does the same when its connection is lost.
        viewer.Accept(await camera.Endpoint.OfferAsync("a", viewer.RestartOffer(), viewer, isNew: false));
        Assert.True(viewer.Answer!.Restarted);
        camera.Stream(viewer);
        Assert.Equal("relay", camera.PathOf("a"));
    }

    [CoturnFact]
    public async Task A_server_that_dies_leaves_direct_calls_alone_and_is_asked_again_and_again()
    {
        await using var coturn = await new Coturn().StartAsync();
        await using var camera = RelayLab.Camera(coturn, false, coturn.Server());
        camera.WaitForRelay();
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        Assert.Equal("host", camera.PathOf("a"));
        await coturn.KillAsync();
        camera.Endpoint.TryPost(() => camera.Endpoint.Relays.OnNetworkChanged([LoopbackEndpoint.Loopback], new MonotonicClock(TimeProvider.System).Now));
        camera.Run(() => camera.Relay().State == RelayState.Waiting, viewer);
        Assert.Contains("nobody listens there", camera.Relay().Problem, StringComparison.Ordinal);
        camera.StreamFor(TimeSpan.FromSeconds(1), viewer);
        await coturn.StartAsync();
        camera.WaitForRelay(viewer);
    }

    [CoturnFact]
    public async Task A_server_that_does_not_answer_does_not_delay_a_direct_call()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var uri = new TurnUri("127.0.0.1", ((System.Net.IPEndPoint)silent.LocalEndPoint!).Port, TurnTransport.Udp);
        await using var camera = RelayLab.Camera(null, false, new TurnServer([uri], new LastingTurnCredential("camera", "secret")));
        using var viewer = new LoopbackViewer();
        var began = TimeProvider.System.GetTimestamp();
        await camera.ConnectAsync(viewer, "a");
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(1), "The call had to wait.");
        // And after a moment nobody is kept waiting for further candidates.
        using var second = new LoopbackViewer();
        camera.Run(() => TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(2), viewer);
        await camera.OfferAsync(second, "b");
        Assert.True(second.Answer!.GatheringComplete);
        Assert.Equal(RelayState.Connecting, camera.Relay().State);
    }

    [CoturnFact]
    public async Task Where_UDP_leads_nowhere_TCP_is_taken()
    {
        await using var coturn = await new Coturn().StartAsync();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var udp = new TurnUri("127.0.0.1", ((System.Net.IPEndPoint)silent.LocalEndPoint!).Port, TurnTransport.Udp);
        var tcp = new TurnUri("localhost", coturn.Port, TurnTransport.Tcp);
        await using var camera = RelayLab.Camera(coturn, true, new TurnServer([tcp, udp], new LastingTurnCredential("camera", "secret")));
        var began = TimeProvider.System.GetTimestamp();
        camera.WaitForRelay();
        Assert.Equal(TurnTransport.Tcp, camera.Relay().Transport);
        // The head start, a second for the statistics, and some for the machine.
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(4), "The head start is too long.");
    }

    [CoturnFact]
    public async Task A_server_may_send_its_clients_to_another()
    {
        await using var other = await new Coturn().StartAsync();
        await using var coturn = await new Coturn("--lt-cred-mech", "--user=camera:secret", $"--alternate-server=127.0.0.1:{other.Port}").StartAsync();
        await using var camera = RelayLab.Camera(coturn);
        camera.WaitForRelay();
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        camera.Stream(viewer);
        Assert.Contains("ALLOCATE processed, success", other.Log, StringComparison.Ordinal);
    }

    [CoturnFact]
    public async Task A_server_with_both_families_relays_for_both()
    {
        if (!Socket.OSSupportsIPv6)
            return;
        await using var coturn = await new Coturn { IPv6 = true }.StartAsync();
        await using var camera = RelayLab.Camera(coturn);
        camera.WaitForRelay();
        Assert.True(camera.Relay().Relayed.Count == 2, coturn.Log);
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        camera.Stream(viewer);
        using var six = new LoopbackViewer(System.Net.IPAddress.IPv6Loopback);
        await camera.ConnectAsync(six, "b");
        camera.Stream(six);
    }

    [CoturnFact]
    public async Task A_connection_that_stalls_costs_its_viewer_pictures_and_nobody_memory()
    {
        await using var coturn = await new Coturn().StartAsync();
        using var line = new StallingLine(coturn.Port);
        var behind = new TurnServer([new TurnUri("127.0.0.1", line.Port, TurnTransport.Tcp)], new LastingTurnCredential("camera", "secret"));
        await using var camera = RelayLab.Camera(coturn, true, behind);
        camera.WaitForRelay();
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        camera.Stream(viewer);
        line.IsStalled = true;
        var dropped = camera.Endpoint.Statistics.FramesDropped;
        camera.Run(
            () =>
            {
                camera.PublishKeyFrame();
                return camera.Endpoint.Statistics.FramesDropped > dropped + 50;
            },
            viewer);
        line.IsStalled = false;
        camera.StreamFor(TimeSpan.FromSeconds(1), viewer);
    }

    [CoturnTheory]
    [InlineData(TurnTransport.Udp)]
    [InlineData(TurnTransport.Tcp)]
    [InlineData(TurnTransport.Tls)]
    public async Task A_probe_sends_a_datagram_from_one_allocation_to_another(TurnTransport transport)
    {
        await using var coturn = await new Coturn().StartAsync();
        var result = await ProbeAsync(coturn, transport);
        Assert.Equal(("", null), (result.Problem, result.Reason));
        Assert.True(result.Relayed.IsSpecified);
        Assert.InRange(result.RoundTrip!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [CoturnFact]
    public async Task A_probe_says_what_is_wrong()
    {
        await using var coturn = await new Coturn("--lt-cred-mech", "--user=camera:secret", "--user-quota=1").StartAsync();
        Assert.Equal(TurnEndReason.WrongCredentials, (await ProbeAsync(coturn, TurnTransport.Udp, "wrong")).Reason);
        var quota = await ProbeAsync(coturn, TurnTransport.Udp);
        Assert.Equal((TurnEndReason.QuotaReached, true), (quota.Reason, quota.Relayed.IsSpecified));
        Assert.Contains("certificate", (await ProbeAsync(coturn, TurnTransport.Tls, trusted: false)).Problem, StringComparison.Ordinal);
        await coturn.KillAsync();
        Assert.Equal(TurnEndReason.Disconnected, (await ProbeAsync(coturn, TurnTransport.Udp)).Reason);
        Assert.Contains("nobody listens", (await ProbeAsync(coturn, TurnTransport.Tcp)).Problem, StringComparison.Ordinal);
    }

    [CoturnFact]
    public async Task Servers_that_come_and_go_with_the_configuration_are_used_and_given_back()
    {
        await using var coturn = await new Coturn("--lt-cred-mech", "--user=camera:secret", "--user-quota=1").StartAsync();
        await using var camera = RelayLab.Camera(coturn, false);
        camera.Endpoint.SetTurnServers([coturn.Server()]);
        camera.WaitForRelay();
        var before = camera.Relay().Relayed;
        camera.Endpoint.SetTurnServers([coturn.Server()]);
        await camera.SettleAsync();
        Assert.Equal(before, camera.Relay().Relayed);
        camera.Endpoint.SetTurnServers([]);
        camera.Run(() => camera.Endpoint.Statistics.Relays.Count == 0);
        await using var second = RelayLab.Camera(coturn);
        second.WaitForRelay();
    }

    private static Task<TurnProbeResult> ProbeAsync(Coturn coturn, TurnTransport transport, string password = "secret", bool trusted = true) => TurnProbe.RunAsync(
        coturn.Server(transport).Uris[0],
        new TurnCredential("camera", password),
        SecureRandomSource.Instance,
        TimeProvider.System,
        CancellationToken.None,
        trusted ? [coturn.Certificate] : null);

    private sealed record ShortLivedCredentials(TimeSpan Lifetime) : TurnCredentialSource
    {
        private int _created;

        public int Created => Volatile.Read(ref _created);

        public override TurnCredential Create()
        {
            Interlocked.Increment(ref _created);
            return TimeLimitedTurnCredential.Create(Coturn.Secret, "camera", TimeProvider.System.GetUtcNow() + Lifetime);
        }
    }
}
