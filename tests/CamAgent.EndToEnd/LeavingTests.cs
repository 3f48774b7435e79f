using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd;

/// <summary>No ghosts: whoever is gone holds no place and is not streamed to.</summary>
[Trait("Category", "Browser")]
public sealed class LeavingTests
{
    private static readonly TimeSpan Reaped = TimeSpan.FromSeconds(10);

    [BrowserFact]
    public async Task A_reload_leaves_one_viewer_and_not_two()
    {
        await using var stage = await Stage.SetAsync();
        var page = await stage.OpenAsync();
        await page.WaitForPicturesAsync();
        var session = await page.SessionAsync();
        await page.Page.ReloadAsync();
        await page.WaitForPicturesAsync();
        Assert.NotEqual(session, await page.SessionAsync());
        await stage.WaitForViewersAsync(1, Reaped);
    }

    [BrowserFact]
    public async Task A_closed_tab_is_gone_at_once()
    {
        await using var stage = await Stage.SetAsync();
        var page = await stage.OpenAsync();
        await page.WaitForPicturesAsync();
        await page.Page.CloseAsync(new() { RunBeforeUnload = true });
        var gone = await stage.WaitForViewersAsync(0, Reaped);
        Figures.Print("closed tab to place free", $"{gone.TotalMilliseconds:F0} ms");
    }

    [BrowserFact]
    public async Task A_browser_that_vanished_is_reaped_within_ten_seconds()
    {
        await using var stage = await Stage.SetAsync();
        await using var other = await Chromium.StartAsync();
        var page = await other.OpenAsync(stage.Agent.Address);
        await page.WaitForPicturesAsync();
        await other.KillAsync();
        var gone = await stage.WaitForViewersAsync(0, Reaped);
        Figures.Print("killed browser to place free", $"{gone.TotalSeconds:F1} s");
        var sent = await stage.Agent.MetricAsync("camagent_rtp_packets_total");
        await stage.OpenAsync();
        Assert.True(sent > 0);
    }

    [BrowserFact]
    public async Task A_viewer_whose_network_is_lost_is_reaped_and_comes_back_by_itself_as_one()
    {
        await using var stage = await Stage.SetAsync();
        var page = await stage.OpenAsync();
        await page.WaitForPicturesAsync();
        var session = await page.SessionAsync();
        await stage.Browser.FreezeAsync();
        try
        {
            var gone = await stage.WaitForViewersAsync(0, Reaped);
            Figures.Print("silent viewer to place free", $"{gone.TotalSeconds:F1} s");
        }
        finally
        {
            await stage.Browser.ThawAsync();
        }

        var healed = await Eventually.TrueAsync(
            async () => await page.StateAsync() == "live" && await page.SessionAsync() is { Length: > 0 } now && now != session, ViewerPage.Patience, () => "the page does not come back");
        Figures.Print("network back to live", $"{healed.TotalSeconds:F1} s");
        await page.WaitForPicturesAsync();
        await stage.WaitForViewersAsync(1, Reaped);
    }
}
