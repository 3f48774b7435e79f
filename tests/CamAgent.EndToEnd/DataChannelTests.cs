using System.Text.Json;
using System.Text.RegularExpressions;
using CamAgent.EndToEnd.Lab;
using Microsoft.Playwright;

namespace CamAgent.EndToEnd;

/// <summary>What the page does over data channels with the real agent (contract §7).</summary>
[Trait("Category", "Browser")]
public sealed partial class DataChannelTests
{
    /// <summary>Keeps the page's control channel where a test can speak on it, as somebody would who forges calls.</summary>
    private const string Listening = """
        const create = RTCPeerConnection.prototype.createDataChannel;
        RTCPeerConnection.prototype.createDataChannel = function (label, ...rest) {
          const channel = create.call(this, label, ...rest);
          if (label === 'control') window.control = channel;
          return channel;
        };
        window.ask = (method, params) => new Promise((resolve, reject) => {
          const id = 900000 + Math.floor(Math.random() * 90000);
          const pieces = [];
          let result;
          const heard = ({ data }) => {
            if (typeof data === 'string') {
              const message = JSON.parse(data);
              if (message.id !== id) return;
              if (message.error || !message.result.bytes) return finish(message);
              result = message.result;
            } else if (result) {
              pieces.push(data);
              if (pieces.reduce((sum, piece) => sum + piece.byteLength, 0) >= result.bytes) finish({ result, pieces });
            }
          };
          const finish = (value) => (window.control.removeEventListener('message', heard), resolve(value));
          setTimeout(() => reject(new Error('no answer to ' + method)), 10000);
          window.control.addEventListener('message', heard);
          window.control.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
        });
        """;

    [BrowserFact]
    public async Task In_the_demo_the_page_shows_the_status_switches_the_relay_and_hears_telemetry()
    {
        await using var demo = await RunScript.StartAsync();
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(new Uri(demo.Address, "?details"));
        await page.WaitForPicturesAsync();
        await UntilAsync(page, "window.camagent.telemetry?.targetKbps > 0 && window.camagent.explanation", "no telemetry, or no explanation");
        Assert.Matches("^The picture (stays on this machine|comes directly, within your network)", await page.Page.InnerTextAsync("#link-sentence"));

        await page.Page.ClickAsync("#remote");
        await UntilAsync(page, "/\\d .C$/.test(document.querySelector('[data-sensor=demo-temperature]')?.innerText ?? '')", "no temperature is shown");
        await UntilAsync(page, "document.querySelector('[data-output=relay]')?.ariaChecked === 'false'", "no relay is shown");
        await page.Page.ClickAsync("[data-output=relay]");
        await UntilAsync(page, "document.querySelector('[data-output=relay]').ariaChecked === 'true'", "the relay is not switched");

        // Another viewer sees it as it is.
        var other = await browser.OpenAsync(demo.Address);
        await other.WaitForPicturesAsync();
        await UntilAsync(other, "window.camagent.device?.outputs.relay === true && window.camagent.device.viewers === 2", "the other viewer does not see the relay");
    }

    [BrowserFact]
    public async Task A_snapshot_is_a_JPEG_of_the_camera_s_size()
    {
        await using var stage = await Stage.SetAsync();
        var page = await OpenListeningAsync(stage, stage.Agent.Address);
        var size = await page.Page.EvaluateAsync<int[]>(
            """
            async () => {
              const { result, pieces } = await window.ask('snapshot.take');
              const picture = await createImageBitmap(new Blob(pieces, { type: result.contentType }));
              return [picture.width, picture.height];
            }
            """);
        Assert.Equal([1280, 720], size);
    }

    [BrowserFact]
    public async Task A_paused_video_sends_no_packets_and_goes_on_with_a_picture()
    {
        await using var stage = await Stage.SetAsync();
        var page = await OpenListeningAsync(stage, stage.Agent.Address);
        await page.Page.EvaluateAsync("() => window.ask('stream.pause')");
        const string Metric = "camagent_rtp_packets_total";
        var (last, same) = (-1.0, 0);
        await Eventually.TrueAsync(
            async () =>
            {
                var now = await stage.Agent.MetricAsync(Metric);
                same = now == last ? same + 1 : 0;
                last = now;
                return same >= 5;
            },
            TimeSpan.FromSeconds(10),
            () => $"packets go on: {last}");
        var frames = await page.FramesDecodedAsync();
        await page.Page.EvaluateAsync("() => window.ask('stream.resume')");
        await Eventually.TrueAsync(async () => await page.FramesDecodedAsync() > frames + 10, TimeSpan.FromSeconds(10), () => "no picture after the pause");
    }

    [BrowserFact]
    public async Task Who_may_only_watch_sees_no_buttons_and_a_forged_call_is_refused()
    {
        await using var stage = await Stage.SetAsync(static configuration =>
            configuration["access"] = new System.Text.Json.Nodes.JsonObject { ["required"] = true });
        var (code, output) = await stage.Agent.CommandAsync("viewer", "add", "eve", "--allow", "view");
        Assert.True(code == 0, output);
        var page = await OpenListeningAsync(stage, new Uri(Link().Match(output).Value));
        await UntilAsync(page, "window.camagent.device", "no status");
        await page.Page.ClickAsync("#remote");
        await UntilAsync(page, "document.querySelector('#parts').innerText.includes('may watch, but not control')", "the page does not say what the pairing allows");
        Assert.Equal(0, await page.Page.Locator("#parts button, #parts input, #parts select").CountAsync());
        foreach (var call in (string[])["'output.set', { name: 'relay', on: true }", "'camera.set', { on: false }", "'control.set', { name: 'x', value: 1 }"])
        {
            var answer = await page.Page.EvaluateAsync<JsonElement>($"() => window.ask({call})");
            Assert.Equal(-32001, answer.GetProperty("error").GetProperty("code").GetInt32());
        }
    }

    private static async Task<ViewerPage> OpenListeningAsync(Stage stage, Uri address)
    {
        var context = await stage.Browser.Browser.NewContextAsync();
        await context.AddInitScriptAsync(Listening);
        var page = new ViewerPage(await context.NewPageAsync());
        await page.Page.GotoAsync(address.ToString(), new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForPicturesAsync();
        await UntilAsync(page, "window.control?.readyState === 'open'", "the control channel does not open");
        return page;
    }

    private static Task<TimeSpan> UntilAsync(ViewerPage page, string condition, string otherwise) => Eventually.TrueAsync(
        () => page.Page.EvaluateAsync<bool>($"() => Boolean({condition})"), ViewerPage.Patience, () => otherwise);

    [GeneratedRegex(@"http\S+#pair=[A-Za-z0-9_-]+")]
    private static partial Regex Link();
}
