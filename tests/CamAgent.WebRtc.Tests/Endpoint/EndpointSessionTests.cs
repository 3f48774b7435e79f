using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Ice;

namespace CamAgent.WebRtc.Tests.Endpoint;

public sealed class EndpointSessionTests
{
    [Fact]
    public async Task Two_viewers_get_every_picture_from_one_port()
    {
        await using var camera = new LoopbackEndpoint();
        using var first = new LoopbackViewer();
        using var second = new LoopbackViewer();
        await camera.ConnectAsync(first, "a");
        await camera.ConnectAsync(second, "b");
        camera.Stream(first, second);
    }

    [Fact]
    public async Task Closing_a_session_tells_its_observer_and_its_viewer()
    {
        await using var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        camera.Endpoint.Close("a", "removed");
        camera.Run(() => viewer.Ended is not null && viewer.Session.State == PeerState.Ended, viewer);
        Assert.Equal("removed", viewer.Ended);
    }

    [Fact]
    public async Task A_new_session_does_not_join_one_that_is_there()
    {
        await using var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        using var other = new LoopbackViewer();
        Assert.IsType<PeerAnswer.Gone>(await camera.Endpoint.OfferAsync("a", other.Session.CreateOffer(), other, isNew: true));
        camera.Stream(viewer);
    }

    [Fact]
    public async Task An_offer_for_a_session_that_has_ended_makes_no_new_one()
    {
        await using var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer();
        await camera.OfferAsync(viewer, "a");
        camera.Endpoint.Close("a", "removed");
        Assert.IsType<PeerAnswer.Gone>(await camera.Endpoint.OfferAsync("a", viewer.Session.CreateOffer(), viewer, isNew: false));
        camera.Run(() => camera.Endpoint.Statistics.Port != 0);
        Assert.Empty(camera.Endpoint.Statistics.Peers);
    }

    [Fact]
    public async Task The_name_of_a_session_that_was_closed_is_free_at_once()
    {
        await using var camera = new LoopbackEndpoint();
        using var first = new LoopbackViewer();
        using var second = new LoopbackViewer();
        await camera.OfferAsync(first, "a");
        camera.Endpoint.Close("a", "removed");
        await camera.ConnectAsync(second, "a");
        Assert.Equal("removed", first.Ended);
        camera.Stream(second);
    }

    [Fact]
    public async Task Only_an_offer_with_new_credentials_is_called_a_restart()
    {
        await using var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        Assert.False(viewer.Answer!.Restarted);
        viewer.Accept(await camera.Endpoint.OfferAsync("a", viewer.Session.CreateOffer(), viewer, isNew: false));
        Assert.False(viewer.Answer.Restarted);
        viewer.Accept(await camera.Endpoint.OfferAsync("a", viewer.RestartOffer(), viewer, isNew: false));
        Assert.True(viewer.Answer.Restarted);
        camera.Stream(viewer);
    }

    [Fact]
    public async Task A_restart_without_a_description_answers_with_new_credentials_and_keeps_the_picture()
    {
        await using var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
        var remote = IceCredentials.Create(SecureRandomSource.Instance);
        var restarted = Assert.IsType<PeerAnswer.IceRestarted>(await camera.Endpoint.RestartAsync("a", remote.Ufrag, remote.Password));
        Assert.NotEqual(viewer.Answer!.UsernameFragment, restarted.UsernameFragment, StringComparer.Ordinal);
        Assert.NotEqual(viewer.Answer.Password, restarted.Password, StringComparer.Ordinal);
        Assert.Contains(restarted.Candidates, candidate => candidate.Contains($"127.0.0.1 {camera.Endpoint.Port} typ host", StringComparison.Ordinal));
        Assert.True(restarted.GatheringComplete);
        camera.Stream(viewer);
    }

    [Fact]
    public async Task A_restart_of_an_unknown_session_says_that_it_is_gone()
    {
        await using var camera = new LoopbackEndpoint();
        var remote = IceCredentials.Create(SecureRandomSource.Instance);
        Assert.IsType<PeerAnswer.Gone>(await camera.Endpoint.RestartAsync("nobody", remote.Ufrag, remote.Password));
        Assert.IsType<PeerAnswer.Rejected>(await camera.Endpoint.RestartAsync("nobody", "?", remote.Password));
    }

    [Fact]
    public async Task An_observer_that_throws_disturbs_nobody()
    {
        await using var camera = new LoopbackEndpoint();
        using var broken = new LoopbackViewer { Throws = true };
        using var viewer = new LoopbackViewer();
        camera.Endpoint.FrameSent += _ => throw new InvalidOperationException("The meter is broken.");
        await camera.ConnectAsync(broken, "a");
        await camera.ConnectAsync(viewer, "b");
        camera.Stream(broken, viewer);
        camera.Endpoint.Close("a", "removed");
        camera.Run(() => broken.Ended is not null, viewer, broken);
        camera.Stream(viewer);
        Assert.True(camera.Endpoint.Faults >= 3, $"{camera.Endpoint.Faults} faults");
    }

    [Fact]
    public async Task A_posted_action_that_throws_is_counted_and_the_loop_goes_on()
    {
        await using var camera = new LoopbackEndpoint();
        Exception? told = null;
        camera.Endpoint.Faulted += exception =>
        {
            told = exception;
            throw new InvalidOperationException("The log is broken, too.");
        };
        Assert.True(camera.Endpoint.TryPost(() => throw new InvalidOperationException("A bug.")));
        await camera.SettleAsync();
        Assert.Equal("A bug.", told?.Message);
        Assert.Equal(2, camera.Endpoint.Faults);
        using var viewer = new LoopbackViewer();
        await camera.ConnectAsync(viewer, "a");
    }

    [Fact]
    public async Task A_flood_of_candidates_and_offers_leaves_room_to_close()
    {
        await using var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer();
        await camera.OfferAsync(viewer, "a");
        using var gate = new ManualResetEventSlim();
        Assert.True(camera.Endpoint.TryPost(gate.Wait));
        for (var i = 0; i < 10_000; i++)
            camera.Endpoint.AddRemoteCandidate("nobody", null);
        var refused = await camera.Endpoint.OfferAsync("b", viewer.Session.CreateOffer(), viewer, isNew: true);
        camera.Endpoint.Close("a", "removed");
        gate.Set();
        Assert.IsType<PeerAnswer.Full>(refused);
        camera.Run(() => viewer.Ended is not null, viewer);
    }

    [Fact]
    public async Task Offers_that_wait_when_the_camera_stops_are_answered()
    {
        var camera = new LoopbackEndpoint();
        using var viewer = new LoopbackViewer();
        using var gate = new ManualResetEventSlim();
        using var isInRound = new ManualResetEventSlim();
        Assert.True(camera.Endpoint.TryPost(() =>
        {
            isInRound.Set();
            gate.Wait();
        }));
        isInRound.Wait();
        // What is posted while a round runs waits for the next, which does not come.
        var waiting = camera.Endpoint.OfferAsync("a", viewer.Session.CreateOffer(), viewer, isNew: true);
        var stopping = camera.DisposeAsync();
        gate.Set();
        await stopping;
        Assert.Contains("stopping", Assert.IsType<PeerAnswer.Full>(await waiting).Message, StringComparison.Ordinal);
        var late = await camera.Endpoint.OfferAsync("b", "v=0", viewer, isNew: true);
        Assert.Contains("stopping", Assert.IsType<PeerAnswer.Full>(late).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_to_nobody_allocates_nothing()
    {
        await using var camera = new LoopbackEndpoint();
        var unit = Rtp.H264Samples.KeyFrame(4000);
        camera.Endpoint.Publish(unit, TimeProvider.System.GetTimestamp());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            camera.Endpoint.Publish(unit, TimeProvider.System.GetTimestamp());
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
