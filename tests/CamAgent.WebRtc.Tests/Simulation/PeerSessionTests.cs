using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc.Tests.Simulation;

public sealed class PeerSessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(SrtpProfile.AeadAes128Gcm)]
    [InlineData(SrtpProfile.AesCm128HmacSha1_80)]
    public void Two_sessions_connect_and_every_picture_arrives_whole(SrtpProfile profile)
    {
        using var pair = new PeerPair(1, LinkConditions.Perfect, profile);
        pair.Negotiate();
        Assert.True(pair.Connect(TimeSpan.FromSeconds(1)), Describe(pair));
        pair.Stream(60, 5000);
        pair.Run(TimeSpan.FromSeconds(1), () => false);
        Assert.Equal(pair.Published, pair.Received);
    }

    [Fact]
    public void Consent_that_is_not_renewed_ends_the_session()
    {
        using var pair = new PeerPair(2, LinkConditions.Perfect);
        pair.Negotiate();
        Assert.True(pair.Connect(Patience), Describe(pair));
        pair.Network.IsCut = true;
        var cut = pair.Now;
        Assert.True(pair.Run(TimeSpan.FromSeconds(40), () => pair.Camera.State == PeerState.Ended), Describe(pair));
        // The product's rule: a viewer that vanished is reaped within 10 s.
        Assert.InRange(pair.Now - cut, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(10));
        Assert.Contains("vanished", pair.Camera.EndReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_viewer_that_says_goodbye_is_gone_at_once()
    {
        using var pair = new PeerPair(3, LinkConditions.Perfect);
        pair.Negotiate();
        Assert.True(pair.Connect(Patience), Describe(pair));
        pair.Viewer.End("closed", pair.Now);
        Assert.True(pair.Run(TimeSpan.FromMilliseconds(100), () => pair.Camera.State == PeerState.Ended), Describe(pair));
        Assert.Equal("The viewer left.", pair.Camera.EndReason);
    }

    [Fact]
    public void A_viewer_that_never_comes_gives_its_place_back()
    {
        using var pair = new PeerPair(4, LinkConditions.Perfect);
        pair.Negotiate();
        pair.Network.IsCut = true;
        Assert.True(pair.Run(TimeSpan.FromSeconds(60), () => pair.Camera.State == PeerState.Ended), Describe(pair));
        Assert.Contains("No path", pair.Camera.EndReason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ICE_restart_keeps_the_picture_and_changes_the_credentials()
    {
        using var pair = new PeerPair(6, LinkConditions.Perfect);
        pair.Negotiate();
        Assert.True(pair.Connect(Patience), Describe(pair));
        pair.Stream(10, 4000);
        var fragment = pair.Camera.LocalUsernameFragment;
        pair.Restart();
        Assert.False(string.Equals(fragment, pair.Camera.LocalUsernameFragment, StringComparison.Ordinal));
        pair.Stream(60, 4000);
        pair.Run(TimeSpan.FromMilliseconds(100), () => false);
        Assert.Equal(PeerState.Connected, pair.Camera.State);
        Assert.Equal(pair.Published, pair.Received);
    }

    [Fact]
    public void A_restart_by_credentials_alone_leads_to_a_new_path_while_the_picture_goes_on()
    {
        using var pair = new PeerPair(8, LinkConditions.Perfect);
        pair.Negotiate();
        Assert.True(pair.Connect(Patience), Describe(pair));
        pair.Stream(10, 4000);
        var fragment = pair.Camera.LocalUsernameFragment;
        pair.RestartByCredentials();
        Assert.NotEqual(fragment, pair.Camera.LocalUsernameFragment, StringComparer.Ordinal);
        // The viewer checks the new generation by its own: the camera's old one is retired only once the new one carries the media.
        var oldIsGone = false;
        Assert.True(pair.Run(TimeSpan.FromSeconds(20), () => oldIsGone |= pair.RetiredByCamera.Contains(fragment)), Describe(pair));
        pair.Stream(60, 4000);
        pair.Run(TimeSpan.FromMilliseconds(100), () => false);
        Assert.Equal(PeerState.Connected, pair.Camera.State);
        Assert.Equal(pair.Published, pair.Received);
    }

    [Fact]
    public void A_restart_with_the_credentials_that_are_known_restarts_nothing()
    {
        using var pair = new PeerPair(9, LinkConditions.Perfect);
        pair.Negotiate();
        Assert.True(pair.Connect(Patience), Describe(pair));
        pair.RestartByCredentials();
        var fragment = pair.Camera.LocalUsernameFragment;
        Assert.True(pair.Camera.TryRestart(pair.ViewerCredentials, pair.Now));
        Assert.Equal(fragment, pair.Camera.LocalUsernameFragment);
        pair.Camera.End("closed", pair.Now);
        Assert.False(pair.Camera.TryRestart(pair.ViewerCredentials, pair.Now));
    }

    [Fact]
    public void A_connected_session_whose_only_address_is_gone_does_not_ask_to_be_woken_at_once()
    {
        using var pair = new PeerPair(10, LinkConditions.Perfect);
        pair.Negotiate();
        Assert.True(pair.Connect(Patience), Describe(pair));
        pair.Stream(30, 4000);
        pair.RemoveCamerasAddress();
        pair.Stream(30, 4000);
        Assert.Equal(PeerState.Connected, pair.Camera.State);
        Assert.True(pair.Camera.NextTimeout > pair.Now, $"woken {pair.Now - pair.Camera.NextTimeout} ago");
    }

    [Theory]
    [InlineData(SrtpProfile.AeadAes128Gcm)]
    [InlineData(SrtpProfile.AesCm128HmacSha1_80)]
    public void A_connected_session_sends_without_allocating(SrtpProfile profile)
    {
        using var pair = new PeerPair(7, LinkConditions.Perfect, profile);
        pair.Negotiate();
        Assert.True(pair.Connect(Patience), Describe(pair));
        pair.Stream(1, 4000);
        var unit = pair.AccessUnit(1, isKeyFrame: false, 5000);
        for (var i = 0; i < 150; i++)
            pair.SendIntoTheVoid(unit);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var packets = 0;
        for (var i = 0; i < 60; i++)
            packets += pair.SendIntoTheVoid(unit);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(packets >= 60 * 5, $"only {packets} packets");
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Frames_go_back_to_the_pool_when_the_session_is_over()
    {
        var pair = new PeerPair(5, new LinkConditions(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(30), 0.1, 0.05));
        pair.Negotiate();
        Assert.True(pair.Connect(Patience), Describe(pair));
        pair.Stream(30, 4000);
        pair.Dispose();
        Assert.Equal(0, pair.FramesOutstanding);
    }

    [Fact]
    public void Seeded_links_with_loss_reorder_and_duplication_never_leave_a_session_stuck() => Sweep(firstSeed: 0, count: 200);

    [Fact]
    [Trait("Category", "Long")]
    public void Ten_thousand_seeded_links_never_leave_a_session_stuck() => Sweep(firstSeed: 1000, count: 10_000);

    private static void Sweep(int firstSeed, int count)
    {
        var gaveUp = 0;
        Parallel.For(firstSeed, firstSeed + count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            try
            {
                if (!RunSeed(seed))
                    Interlocked.Increment(ref gaveUp);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}", exception);
            }
        });
        // With up to 30 % loss in each direction a few attempts lose every one of their checks; they must end with a reason, and be few.
        Assert.True(gaveUp <= 2 + (count / 100), $"{gaveUp} of {count} sessions found no path.");
    }

    private static bool RunSeed(int seed)
    {
        var random = new Random(seed);
        var loss = random.NextDouble() * 0.3;
        var conditions = new LinkConditions(
            TimeSpan.FromMilliseconds(random.Next(1, 150)), TimeSpan.FromMilliseconds(random.Next(0, 40)), loss, random.NextDouble() * 0.1);
        using var pair = new PeerPair(seed, conditions);
        pair.Negotiate();
        var decided = pair.Run(Patience + TimeSpan.FromSeconds(5), () => pair is
        {
            Camera.State: PeerState.Connected or PeerState.Ended,
            Viewer.State: PeerState.Connected or PeerState.Ended,
        });
        Assert.True(decided, $"loss {loss:P0}: {Describe(pair)}");
        if (pair.Camera.State == PeerState.Ended || pair.Viewer.State == PeerState.Ended)
        {
            // One side gave up: the other must not wait for it for ever.
            Assert.True(loss > 0.1, $"loss {loss:P0}: {Describe(pair)}");
            var ended = pair.Run(Patience, () => pair is { Camera.State: PeerState.Ended, Viewer.State: PeerState.Ended });
            Assert.True(ended && pair.Camera.EndReason.Length > 0 && pair.Viewer.EndReason.Length > 0, $"loss {loss:P0}: {Describe(pair)}");
            return false;
        }

        pair.Stream(30, 2500);
        var underLoss = pair.Received.Count;
        if (loss < 0.01 && conditions.Delay < TimeSpan.FromMilliseconds(50))
            Assert.True(underLoss >= 10, $"loss {loss:P1}: only {underLoss} of 30 pictures; {Describe(pair)}");

        // However bad it was: once the link is good again, the picture is back within two seconds and stays.
        pair.Network.Conditions = LinkConditions.Perfect;
        pair.Stream(60, 2500);
        var healed = pair.Published.Count;
        pair.Stream(10, 2500);
        pair.Run(TimeSpan.FromMilliseconds(100), () => false);
        for (var number = healed; number < pair.Published.Count; number++)
            Assert.True(pair.Received.ContainsKey(number), $"loss {loss:P0}: picture {number} of {pair.Published.Count} is missing ({pair.Received.Count} came); {Describe(pair)}");
        foreach (var (number, checksum) in pair.Received)
            Assert.Equal(pair.Published[number], checksum);
        return true;
    }

    private static string Describe(PeerPair pair) =>
        $"at {pair.Now}: camera {pair.Camera.State} '{pair.Camera.EndReason}', viewer {pair.Viewer.State} '{pair.Viewer.EndReason}'";
}
