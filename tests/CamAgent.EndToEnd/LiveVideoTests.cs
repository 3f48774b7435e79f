using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd;

/// <summary>The product's first sentence: whoever opens the page sees live video.</summary>
[Trait("Category", "Browser")]
public sealed class LiveVideoTests(OpenStage fixture) : IClassFixture<OpenStage>, IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The next test finds nobody watching.</summary>
    public async Task DisposeAsync()
    {
        await fixture.Stage.ClearAsync();
        await fixture.Stage.WaitForViewersAsync(0, TimeSpan.FromSeconds(10));
    }

    [BrowserFact]
    public Task Over_MQTT_the_page_shows_live_video() => ShowsLiveVideo("", "mqtt");

    [BrowserFact]
    public Task Over_WHEP_the_page_shows_live_video() => ShowsLiveVideo("?via=whep", "whep");

    [BrowserFact]
    public async Task Ten_viewers_in_one_browser_all_see_the_picture()
    {
        var stage = fixture.Stage;
        var pages = new List<ViewerPage>();
        for (var i = 0; i < 10; i++)
            pages.Add(await stage.OpenAsync(i % 2 == 0 ? "" : "?via=whep"));
        foreach (var page in pages)
            await page.WaitForPicturesAsync();
        Assert.Equal(10, await stage.Agent.ViewersAsync());

        // All of them go on at the same time.
        var before = new List<int>();
        foreach (var page in pages)
            before.Add(await page.FramesDecodedAsync());
        for (var i = 0; i < pages.Count; i++)
        {
            var (page, seen) = (pages[i], before[i]);
            await Eventually.TrueAsync(async () => await page.FramesDecodedAsync() > seen + 10, ViewerPage.Patience, () => $"viewer {i} stands still");
        }
    }

    [BrowserFact]
    public async Task A_late_joiner_sees_a_picture_at_once()
    {
        var stage = fixture.Stage;
        var first = await stage.OpenAsync();
        await first.WaitForPicturesAsync(60);
        var times = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var late = await stage.OpenAsync("?via=whep");
            await late.WaitForPicturesAsync();
            var timings = (await late.ProbeAsync()).GetProperty("timings");
            times.Add(timings.GetProperty("firstFrameAt").GetDouble() - timings.GetProperty("offerAt").GetDouble());
            await late.Page.CloseAsync();
        }

        Figures.Print("late joiner, offer to first picture", $"median {Figures.Median(times):F0} ms, worst {times.Max():F0} ms of {times.Count}");
        Assert.InRange(Figures.Median(times), 0, 500);
    }

    [BrowserFact]
    public async Task The_eleventh_of_ten_places_is_told_that_it_is_full()
    {
        await using var stage = await Stage.SetAsync(configuration => configuration["webRtc"]!["maxViewers"] = 1);
        var first = await stage.OpenAsync();
        await first.WaitForPicturesAsync();
        var second = await stage.OpenAsync();
        await second.WaitForStateAsync("busy");
        Assert.Contains("full", await second.WordsAsync(), StringComparison.OrdinalIgnoreCase);

        // A place that becomes free is taken without anybody touching the page.
        await first.Page.CloseAsync(new() { RunBeforeUnload = true });
        await second.WaitForStateAsync(TimeSpan.FromSeconds(60), "live");
    }

    private async Task ShowsLiveVideo(string query, string signaling)
    {
        var stage = fixture.Stage;
        var sent = await stage.Agent.MetricAsync("camagent_rtp_packets_total");
        var page = await stage.OpenAsync(query);
        await page.WaitForPicturesAsync(30);
        var probe = await page.ProbeAsync();
        Assert.Equal(signaling, probe.GetProperty("signaling").GetString());
        Assert.Equal(1280, probe.GetProperty("statistics").GetProperty("width").GetInt32());
        Assert.Equal(720, probe.GetProperty("statistics").GetProperty("height").GetInt32());

        // The clock in the picture is read back from the screen: it is this picture, now, and it moves on.
        await Eventually.TrueAsync(async () => (await page.DelaysAsync()).Count >= 5, ViewerPage.Patience, () => "the clock in the picture cannot be read");
        Assert.All(await page.DelaysAsync(), delay => Assert.InRange(delay, 0, 2000));
        Assert.Equal(1, await stage.Agent.ViewersAsync());
        Assert.True(await stage.Agent.MetricAsync("camagent_rtp_packets_total") > sent + 100);
    }
}
