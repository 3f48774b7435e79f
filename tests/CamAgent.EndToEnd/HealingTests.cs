using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd;

/// <summary>What breaks comes back by itself: nobody touches the page.</summary>
[Trait("Category", "Browser")]
public sealed class HealingTests
{
    [BrowserFact]
    public async Task A_broker_that_was_killed_interrupts_no_video_and_serves_new_viewers_again()
    {
        await using var stage = await Stage.SetAsync();
        var page = await stage.OpenAsync();
        await page.WaitForPicturesAsync();
        await stage.Broker.KillAsync();
        var before = await page.FramesDecodedAsync();
        await Eventually.TrueAsync(async () => await page.FramesDecodedAsync() > before + 60, ViewerPage.Patience, () => "the picture stopped with the broker");
        Assert.Equal("live", await page.StateAsync());

        await stage.Broker.StartAsync();
        await Eventually.TrueAsync(
            async () => await stage.Agent.MetricAsync("camagent_mqtt_connected") > 0, ViewerPage.Patience, () => "the agent does not come back to its broker");
        var late = await stage.OpenAsync("?via=mqtt");
        await late.WaitForPicturesAsync();
        Assert.Equal("live", await page.StateAsync());
    }

    [BrowserFact]
    public async Task An_agent_that_was_killed_and_started_again_is_live_again_by_itself()
    {
        await using var stage = await Stage.SetAsync();
        var page = await stage.OpenAsync();
        await page.WaitForPicturesAsync();
        var session = await page.SessionAsync();
        await stage.Agent.KillAsync();
        await page.WaitForStateAsync("reconnecting", "offline", "connecting");
        await stage.Agent.StartAsync();
        var healed = await page.WaitForStateAsync(TimeSpan.FromSeconds(45), "live");
        Figures.Print("agent restarted to live", $"{healed.TotalSeconds:F1} s");
        Assert.NotEqual(session, await page.SessionAsync());
        await page.WaitForPicturesAsync();
    }

    [BrowserFact]
    public async Task A_camera_program_that_dies_is_said_and_comes_back()
    {
        var gate = Path.Combine(Path.GetTempPath(), $"camagent-gate-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(gate, "");
        try
        {
            await using var stage = await Stage.SetAsync(configuration => configuration["video"] = new System.Text.Json.Nodes.JsonObject
            {
                ["source"] = "command",
                ["frameRate"] = 30,
                ["command"] = new System.Text.Json.Nodes.JsonArray(
                    "/bin/sh",
                    "-c",
                    $"test -e {gate} || {{ echo the lens fell off >&2; exit 3; }}; exec ffmpeg -v error -re -f lavfi -i testsrc2=size=1280x720:rate=30 "
                    + "-c:v libx264 -profile:v baseline -level 3.1 -preset ultrafast -tune zerolatency -g 30 -x264-params repeat-headers=1 -f h264 -"),
            });
            var page = await stage.OpenAsync();
            await page.WaitForPicturesAsync();
            var session = await page.SessionAsync();
            File.Delete(gate);
            await stage.Agent.KillChildrenAsync("ffmpeg");
            await Eventually.TrueAsync(
                async () => (await stage.Agent.Http.GetStringAsync(new Uri(stage.Agent.Address, "healthz"))).Contains("the lens fell off", StringComparison.Ordinal),
                ViewerPage.Patience,
                () => $"the reason is not told\n{stage.Agent.Process.Output}");
            // The viewer stays on the line and sees words, in the same session.
            await Eventually.TrueAsync(async () => await WidthAsync(page) == 640, TimeSpan.FromSeconds(6), () => "no words in the camera's place");
            Assert.Equal("live", await page.StateAsync());
            Assert.Equal(session, await page.SessionAsync());

            await File.WriteAllTextAsync(gate, "");
            var back = await Eventually.TrueAsync(
                async () => await WidthAsync(page) == 1280, TimeSpan.FromSeconds(30), () => $"the picture does not come back\n{stage.Agent.Process.Output}");
            Figures.Print("camera program started again to picture on screen", $"{back.TotalSeconds:F1} s");
            Assert.Equal("live", await page.StateAsync());
            Assert.Equal(session, await page.SessionAsync());
        }
        finally
        {
            File.Delete(gate);
        }
    }

    [BrowserFact]
    public async Task An_interrupted_path_is_mended_over_WHEP_in_the_same_session()
    {
        // A network that vanishes takes ICE many seconds to notice; the page is told so instead, and all that follows is real.
        const string State = "state => { Object.defineProperty(window.lastPeer, 'connectionState', { value: state, configurable: true }); window.lastPeer.dispatchEvent(new Event('connectionstatechange')) }";
        await using var stage = await Stage.SetAsync();
        var context = await stage.Browser.Browser.NewContextAsync();
        var raw = await context.NewPageAsync();
        await raw.AddInitScriptAsync("window.RTCPeerConnection = class extends RTCPeerConnection { constructor(...all) { super(...all); window.lastPeer = this; } }");
        await raw.GotoAsync(new Uri(stage.Agent.Address, "?via=whep").ToString(), new() { WaitUntil = Microsoft.Playwright.WaitUntilState.Commit });
        var page = new ViewerPage(raw);
        await page.WaitForPicturesAsync();
        var session = await page.SessionAsync();
        var before = await CredentialsInUseAsync();

        await raw.EvaluateAsync(State, "disconnected");
        await page.WaitForStateAsync("reconnecting");
        var last = before;
        await Eventually.TrueAsync(
            async () =>
            {
                last = await CredentialsInUseAsync();
                return last.Length == 2 && last[0] != before[0] && last[1] != before[1];
            },
            ViewerPage.Patience,
            () => $"the path is still that of {string.Join(" and ", last)}");
        await raw.EvaluateAsync(State, "connected");
        await page.WaitForStateAsync("live");
        var frames = await page.FramesDecodedAsync();
        await Eventually.TrueAsync(async () => await page.FramesDecodedAsync() > frames + 30, ViewerPage.Patience, () => "no pictures come on the new path");
        Assert.Equal(session, await page.SessionAsync());
        Assert.Equal(1, await stage.Agent.ViewersAsync());

        // The ufrags of the pair that carries the picture (W3C webrtc-stats §5.7), this side's and the camera's.
        Task<string[]> CredentialsInUseAsync() => raw.EvaluateAsync<string[]>(
            """
            async () => {
              const all = new Map([...await window.lastPeer.getStats()]);
              const pair = all.get([...all.values()].find(one => one.type === 'transport')?.selectedCandidatePairId);
              return pair ? [all.get(pair.localCandidateId).usernameFragment, all.get(pair.remoteCandidateId).usernameFragment] : [];
            }
            """);
    }

    private static async Task<int> WidthAsync(ViewerPage page) => (await page.ProbeAsync()).GetProperty("statistics").GetProperty("width").GetInt32();
}
