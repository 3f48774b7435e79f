using Microsoft.Playwright;

namespace CamAgent.EndToEnd.Lab;

/// <summary>Debian's Chromium, headless, driven by Playwright. One process for each user: killing it is a viewer that vanishes.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";
    private readonly IPlaywright _playwright;
    private readonly string _marker;

    private Chromium(IPlaywright playwright, IBrowser browser, string marker)
    {
        _marker = marker;
        _playwright = playwright;
        Browser = browser;
    }

    internal IBrowser Browser { get; }

    internal static string? Absent => File.Exists(Executable) ? null : $"{Executable} is not here (package chromium)";

    internal static async Task<Chromium> StartAsync(params string[] furtherArguments)
    {
        // Playwright hides the process; a switch that means nothing to Chromium tells which one is ours.
        var marker = $"--camagent-test={Guid.NewGuid():N}";
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Headless = true,
            ChromiumSandbox = false,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--autoplay-policy=no-user-gesture-required", marker, .. furtherArguments,
            ],
        });
        return new Chromium(playwright, browser, marker);
    }

    internal async Task<ViewerPage> OpenAsync(Uri address, BrowserNewContextOptions? options = null)
    {
        var context = await Browser.NewContextAsync(options);
        var page = await context.NewPageAsync();
        var viewer = new ViewerPage(page);
        await page.GotoAsync(address.ToString(), new() { WaitUntil = WaitUntilState.Commit });
        return viewer;
    }

    /// <summary>kill -9 of the browser and what it started: to the camera, a viewer that vanished.</summary>
    internal async Task KillAsync()
    {
        foreach (var id in ChildProcess.FindByArgument(_marker))
            ChildProcess.Kill(id);
        await Eventually.TrueAsync(() => ChildProcess.FindByArgument(_marker).Count == 0, TimeSpan.FromSeconds(5), () => "the browser does not die");
    }

    /// <summary>SIGSTOP to the browser and all that it started: its packets stop, and it does not know.</summary>
    internal Task FreezeAsync() => ChildProcess.SignalAsync("STOP", Family());

    /// <summary>SIGCONT: on it goes, some seconds later than it thinks.</summary>
    internal Task ThawAsync() => ChildProcess.SignalAsync("CONT", Family());

    private IEnumerable<int> Family()
    {
        var browsers = ChildProcess.FindByArgument(_marker);
        return browsers.Concat(browsers.SelectMany(ChildProcess.Descendants)).Distinct();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Browser.DisposeAsync();
        }
        catch (PlaywrightException)
        {
            // Killed before.
        }

        _playwright.Dispose();
    }
}
