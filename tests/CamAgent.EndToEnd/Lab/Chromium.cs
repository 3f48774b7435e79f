using Microsoft.Playwright;

namespace CamAgent.EndToEnd.Lab;

/// <summary>Debian's Chromium, headless, driven by Playwright. One process for each user: killing it is a viewer that vanishes.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";
    private readonly IPlaywright _playwright;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        Browser = browser;
    }

    internal IBrowser Browser { get; }

    internal static string? Absent => File.Exists(Executable) ? null : $"{Executable} is not here (package chromium)";

    internal static async Task<Chromium> StartAsync(params string[] furtherArguments)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Headless = true,
            ChromiumSandbox = false,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--autoplay-policy=no-user-gesture-required", .. furtherArguments,
            ],
        });
        return new Chromium(playwright, browser);
    }

    internal async Task<ViewerPage> OpenAsync(Uri address, BrowserNewContextOptions? options = null)
    {
        var context = await Browser.NewContextAsync(options);
        var page = await context.NewPageAsync();
        var viewer = new ViewerPage(page);
        await page.GotoAsync(address.ToString(), new() { WaitUntil = WaitUntilState.Commit });
        return viewer;
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
    }
}
