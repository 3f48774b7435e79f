using System.Text.Json;
using Microsoft.Playwright;

namespace CamAgent.EndToEnd.Lab;

/// <summary>One open viewer page, read through its probe (<c>window.camagent</c>).</summary>
internal sealed class ViewerPage(IPage page)
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal IPage Page => page;

    internal async Task<string> StateAsync() => await page.EvaluateAsync<string?>("() => window.camagent?.state ?? null") ?? "loading";

    internal async Task<JsonElement> ProbeAsync()
    {
        var json = await page.EvaluateAsync<string>(
            "() => { const p = window.camagent; return JSON.stringify({ state: p.state, words: p.words, session: p.session, signaling: p.signaling, timings: p.timings ?? {}, statistics: p.statistics ?? {}, clock: p.clock }) }");
        return JsonDocument.Parse(json).RootElement;
    }

    /// <summary>Waits until the page says that it is in one of these states.</summary>
    internal Task<TimeSpan> WaitForStateAsync(params string[] states) => WaitForStateAsync(Patience, states);

    internal Task<TimeSpan> WaitForStateAsync(TimeSpan limit, params string[] states)
    {
        var last = "";
        return Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    last = await StateAsync();
                }
                catch (PlaywrightException exception)
                {
                    last = exception.Message;
                }

                return states.Contains(last, StringComparer.Ordinal);
            },
            limit,
            () => $"the page is '{last}', not {string.Join(" or ", states)}");
    }

    /// <summary>Live, and decoding: at least this many pictures.</summary>
    internal async Task WaitForPicturesAsync(int pictures = 10)
    {
        await WaitForStateAsync("live");
        await Eventually.TrueAsync(
            async () => (await FramesDecodedAsync()) >= pictures, Patience, () => $"fewer than {pictures} pictures decoded");
    }

    internal async Task<int> FramesDecodedAsync() => (int)await NumberAsync("statistics", "framesDecoded");

    internal async Task<double> NumberAsync(string group, string name)
    {
        var probe = await ProbeAsync();
        return probe.GetProperty(group).TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
    }

    /// <summary>Milliseconds from the page's opening to its first picture.</summary>
    internal async Task<double> FirstFrameAsync()
    {
        var timings = (await ProbeAsync()).GetProperty("timings");
        return timings.GetProperty("firstFrameAt").GetDouble() - timings.GetProperty("openedAt").GetDouble();
    }

    /// <summary>Milliseconds from picture to screen, as the clock in the picture shows; none when it cannot be read.</summary>
    internal async Task<IReadOnlyList<double>> DelaysAsync() =>
        [.. (await ProbeAsync()).GetProperty("clock").GetProperty("samples").EnumerateArray().Select(sample => sample.GetProperty("delayMs").GetDouble())];

    internal async Task<string> WordsAsync() => (await ProbeAsync()).GetProperty("words").GetString() ?? "";

    /// <summary>The session's name; empty between two.</summary>
    internal async Task<string> SessionAsync() => (await ProbeAsync()).TryGetProperty("session", out var session) ? session.GetString() ?? "" : "";
}
