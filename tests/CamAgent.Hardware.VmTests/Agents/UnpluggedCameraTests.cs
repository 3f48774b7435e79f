using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Agents;

/// <summary>Cameras that are pulled, break and hang, ten times each: the viewer stays on the line, sees why, and sees the camera again by itself.</summary>
[Trait("Category", "Vm")]
public sealed class UnpluggedCameraTests
{
    // Those that wait for words wait for a picture of 640, which small cameras got only lately; after a driver's error the camera comes back later than
    // these allow, as the back-off grows with failures that follow each other within 3 s.
    private const string NotYet = "not shown yet: the agent's part is built, these runs with a viewer are not steady in the guest";

    private const int Times = 10;
    private const int StandIn = 640;

    // Three seconds until it is detected, of which one may pass before the words are shown; and the guest is emulated.
    private const double MostUntilWords = 3.5;
    private const double MostUntilBack = 4;

    [VmFact(Timeout = 240_000, Skip = NotYet)]
    public async Task A_driver_that_is_unbound()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar: true);
        await RepeatAsync("camera unbound", camera.Unplug, camera.PlugAsync);
    }

    [VmFact(Timeout = 240_000, Skip = NotYet)]
    public async Task A_camera_that_says_it_is_disconnected()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar: true);
        await RepeatAsync("camera disconnected", camera.Disconnect, () => Task.CompletedTask, seesWords: false);
    }

    [VmFact(Timeout = 240_000, Skip = NotYet)]
    public async Task A_stream_with_a_fatal_error()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar: true);
        await RepeatAsync("fatal streaming error", camera.InjectFatalStreamingError, () => Task.CompletedTask, seesWords: false);
    }

    [VmFact(Timeout = 300_000, Skip = NotYet)]
    public async Task A_driver_that_is_unloaded()
    {
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar: true);
        var camera = await Vivid.LoadAsync();
        try
        {
            await RepeatAsync(
                "driver unloaded",
                camera.Unplug,
                async () =>
                {
                    await camera.UnloadAsync();
                    camera = await Vivid.LoadAsync();
                });
        }
        finally
        {
            await camera.DisposeAsync();
        }
    }

    [VmFact(Timeout = 240_000, Skip = NotYet)]
    public async Task A_camera_that_hangs()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar: true);
        await RepeatAsync("camera hangs", () => camera.DropBuffers(100), () =>
        {
            camera.DropBuffers(0);
            return Task.CompletedTask;
        });
    }

    [VmFact(Timeout = 240_000, Skip = NotYet)]
    public async Task An_encoder_that_hangs()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar: true);
        await RepeatAsync("encoder hangs", () => encoder.SetFault(EncoderFault.Hang), () =>
        {
            encoder.SetFault(EncoderFault.None);
            return Task.CompletedTask;
        });
    }

    [VmFact(Timeout = 300_000)]
    public async Task A_USB_camera_that_is_pulled()
    {
        await using var camera = await UvcCamera.StartAsync();
        // Its own pictures are 640 wide: the words are told apart by their rate, and by what the agent says.
        await using var agent = new GuestAgent("""{ "source": "auto", "width": 640, "height": 480, "frameRate": 30 }""");
        using var viewer = await agent.WatchAsync();
        await Eventually.TrueAsync(() => viewer.Count > 30, agent.Told, TimeSpan.FromSeconds(40));
        var (words, back) = (new List<double>(), new List<double>());
        for (var i = 0; i < Times; i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await camera.UnplugAsync();
            await Eventually.TrueAsync(() => agent.Video.IsStandInShown, agent.Told);
            words.Add(AgentBench.SecondsBetween(began, TimeProvider.System.GetTimestamp()));
            var seen = viewer.Count;
            await Eventually.TrueAsync(() => viewer.Count >= seen + 2, () => $"the words stand still; {agent.Told()}");

            await camera.PlugAsync();
            began = TimeProvider.System.GetTimestamp();
            await Eventually.TrueAsync(() => !agent.Video.IsStandInShown, agent.Told);
            back.Add(AgentBench.SecondsBetween(began, TimeProvider.System.GetTimestamp()));
            seen = viewer.Count;
            await Eventually.TrueAsync(() => viewer.Count > seen + 15, agent.Told);
        }

        Report("USB camera pulled", words, back);
        Assert.Null(viewer.Ended);
        await AgentBench.DecodeAsync(viewer.Stream);
    }

    /// <param name="seesWords">Whether the camera stays away long enough for them.</param>
    private static async Task RepeatAsync(string what, Action pull, Func<Task> plugAsync, bool seesWords = true)
    {
        await using var agent = new GuestAgent($$"""{ "source": "auto", {{AgentBench.Size}} }""");
        using var viewer = await agent.WatchAsync();
        await AgentBench.SeesAsync(agent, viewer, 0, AgentBench.Width, pictures: 10);
        var (words, back) = (new List<double>(), new List<double>());
        for (var i = 0; i < Times; i++)
        {
            var (seen, began, failures) = (viewer.Count, TimeProvider.System.GetTimestamp(), agent.Video.Counters.Failures.Value);
            pull();
            if (seesWords)
            {
                var first = await AgentBench.SeesAsync(agent, viewer, seen, StandIn, pictures: 2);
                words.Add(AgentBench.SecondsBetween(began, first.At));
                Assert.NotEmpty(agent.Video.Status.Reason);
            }
            else
            {
                await Eventually.TrueAsync(() => agent.Video.Counters.Failures.Value > failures, agent.Told);
            }

            seen = viewer.Count;
            await plugAsync();
            began = TimeProvider.System.GetTimestamp();
            var again = await AgentBench.SeesAsync(agent, viewer, seen, AgentBench.Width, pictures: 5);
            Assert.True(again.IsKeyFrame || !seesWords);
            back.Add(AgentBench.SecondsBetween(began, again.At));
        }

        Report(what, words, back);
        Assert.Null(viewer.Ended);
        Assert.Equal(1, agent.Viewers);
        // One stream, two sizes in turn, and not one picture that does not decode.
        var decoded = await AgentBench.DecodeAsync(viewer.Stream);
        Assert.Equal(viewer.Count, decoded, 2.0);
        var times = viewer.Since(0).Select(unit => unit.Timestamp).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True((int)(pair.Second - pair.First) > 0, "RTP's time went back"));
    }

    private static void Report(string what, List<double> words, List<double> back)
    {
        if (words.Count > 0)
        {
            GuestFigures.Print($"{what}, until words are seen", words);
            Assert.InRange(words.Max(), 0, MostUntilWords);
        }

        GuestFigures.Print($"{what}, back until seen again", back);
        Assert.InRange(back.Max(), 0, MostUntilBack);
    }
}
