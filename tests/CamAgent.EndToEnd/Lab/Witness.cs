using System.Text.Json;
using Microsoft.Playwright;

namespace CamAgent.EndToEnd.Lab;

/// <summary>An ordinary viewer who watches while others misbehave, and tells afterwards whether the picture ever stood still.</summary>
internal sealed class Witness
{
    private const string KeepConnection =
        """
        (() => {
          const Real = window.RTCPeerConnection;
          window.connections = [];
          window.RTCPeerConnection = class extends Real { constructor(...a) { super(...a); window.connections.push(this); } };
        })()
        """;

    private const string Observe =
        """
        () => {
          window.samples = [];
          setInterval(async () => {
            const reports = await window.connections.at(-1).getStats();
            for (const r of reports.values())
              if (r.type === 'inbound-rtp' && r.kind === 'video') window.samples.push([performance.now(), r.framesDecoded]);
          }, 100);
        }
        """;

    private const string SelectedPorts =
        """
        async () => {
          const reports = await window.connections.at(-1).getStats();
          for (const r of reports.values()) {
            if (r.type !== 'candidate-pair' || r.state !== 'succeeded' || !r.nominated) continue;
            const local = reports.get(r.localCandidateId), remote = reports.get(r.remoteCandidateId);
            return JSON.stringify([local.port, remote.address, remote.port]);
          }
          return null;
        }
        """;

    private static readonly TimeSpan LongestStandstill = TimeSpan.FromSeconds(1);
    private readonly string _session;

    private Witness(ViewerPage page, string session)
    {
        Page = page;
        _session = session;
    }

    internal ViewerPage Page { get; }

    internal static async Task<Witness> WatchAsync(Stage stage, string query = "")
    {
        var context = await stage.Browser.Browser.NewContextAsync();
        await context.AddInitScriptAsync(KeepConnection);
        var page = await context.NewPageAsync();
        var viewer = new ViewerPage(page);
        await page.GotoAsync(new Uri(stage.Agent.Address, query).ToString(), new() { WaitUntil = WaitUntilState.Commit });
        await viewer.WaitForPicturesAsync(30);
        await page.EvaluateAsync(Observe);
        return new Witness(viewer, await viewer.SessionAsync());
    }

    /// <summary>The camera's credentials and the viewer's, as anybody knows them who read the signaling.</summary>
    internal async Task<(string Camera, string Viewer)> UsernameFragmentsAsync()
    {
        var text = await Page.Page.EvaluateAsync<string>(
            "() => { const of = d => /a=ice-ufrag:(\\S+)/.exec(d.sdp)[1], c = window.connections.at(-1); return of(c.remoteDescription) + ' ' + of(c.localDescription) }");
        return (text.Split(' ')[0], text.Split(' ')[1]);
    }

    /// <summary>The path that the video takes.</summary>
    internal async Task<(int ViewerPort, string CameraAddress, int CameraPort)> PathAsync()
    {
        var path = JsonDocument.Parse(await Page.Page.EvaluateAsync<string>(SelectedPorts)).RootElement;
        return (path[0].GetInt32(), path[1].GetString()!, path[2].GetInt32());
    }

    /// <summary>From now on; see <see cref="AssertUndisturbedAsync"/>.</summary>
    internal Task<int> NowAsync() => Page.Page.EvaluateAsync<int>("() => window.samples.length");

    /// <summary>It is the same session, and pictures went on being decoded, without a second's pause, for a second longer than until now.</summary>
    internal async Task AssertUndisturbedAsync(int since)
    {
        var until = await NowAsync() + 10;
        await Eventually.TrueAsync(async () => await NowAsync() >= until, ViewerPage.Patience, () => "the witness has fallen asleep");
        var samples = JsonDocument.Parse(await Page.Page.EvaluateAsync<string>("from => JSON.stringify(window.samples.slice(from))", since)).RootElement
            .EnumerateArray().Select(sample => (At: sample[0].GetDouble(), Frames: sample[1].GetInt64())).ToList();
        var (standstill, began) = (0.0, samples[0]);
        foreach (var sample in samples)
        {
            if (sample.Frames != began.Frames)
                began = sample;
            standstill = Math.Max(standstill, sample.At - began.At);
        }

        Figures.Print("longest standstill of an ordinary viewer meanwhile", $"{standstill:F0} ms in {(samples[^1].At - samples[0].At) / 1000:F1} s");
        Assert.True(standstill <= LongestStandstill.TotalMilliseconds, $"The picture stood still for {standstill:F0} ms.");
        Assert.True(samples[^1].Frames > samples[0].Frames, "No picture was decoded.");
        Assert.Equal("live", await Page.StateAsync());
        Assert.Equal(_session, await Page.SessionAsync());
    }
}
