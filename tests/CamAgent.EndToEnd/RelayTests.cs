using System.Text.Json.Nodes;
using CamAgent.EndToEnd.Lab;
using CamAgent.Tests.Shared;

namespace CamAgent.EndToEnd;

/// <summary>Live video through a TURN server: coturn, the agent and a real browser, with credentials that end by themselves.</summary>
[Trait("Category", "Browser")]
public sealed class RelayTests
{
    private const string SelectedTypes =
        """
        async () => {
          const reports = await window.connections.at(-1).getStats();
          for (const r of reports.values()) {
            if (r.type !== 'candidate-pair' || r.state !== 'succeeded' || !r.nominated) continue;
            const remote = reports.get(r.remoteCandidateId);
            return `${remote.candidateType} ${remote.address}`;
          }
          return '';
        }
        """;

    private const string SignaledCandidates =
        "() => window.connections.at(-1).remoteDescription.sdp.split('\\r\\n').filter(line => line.startsWith('a=candidate:')).join('\\n')";

    private static readonly string[] TimeLimited = ["--use-auth-secret", $"--static-auth-secret={Coturn.Secret}"];

    [CoturnFact]
    public async Task Where_relays_are_the_only_way_the_page_shows_live_video_through_one_and_learns_no_address_of_the_camera()
    {
        await using var coturn = await new Coturn(TimeLimited).StartAsync();
        await using var stage = await Stage.SetAsync(configuration => Configure(configuration, coturn, "udp", "relay"));
        await WaitForRelayAsync(stage);
        var witness = await Witness.WatchAsync(stage);
        Assert.StartsWith("relay ", await witness.Page.Page.EvaluateAsync<string>(SelectedTypes), StringComparison.Ordinal);
        Assert.Equal(1, await stage.Agent.MetricAsync("camagent_ice_pairs"));
        Assert.True(await stage.Agent.MetricAsync("camagent_relay_datagrams_total") > 100);
        var candidates = await witness.Page.Page.EvaluateAsync<string>(SignaledCandidates);
        Assert.All(candidates.Split('\n'), line => Assert.Contains(" typ relay raddr 0.0.0.0 rport 0", line, StringComparison.Ordinal));
        var since = await witness.NowAsync();
        await witness.AssertUndisturbedAsync(since);
    }

    [CoturnFact]
    public async Task A_server_that_is_restarted_in_the_middle_of_a_relayed_call_costs_seconds_and_nobody_touches_anything()
    {
        await using var coturn = await new Coturn(TimeLimited).StartAsync();
        await using var stage = await Stage.SetAsync(configuration => Configure(configuration, coturn, "udp", "relay"));
        await WaitForRelayAsync(stage);
        var page = await stage.OpenAsync();
        await page.WaitForPicturesAsync(30);
        await coturn.KillAsync();
        await coturn.StartAsync();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var before = await page.FramesDecodedAsync();
        // Pictures that were on their way do not count.
        await Eventually.TrueAsync(
            async () =>
            {
                var now = await page.FramesDecodedAsync();
                return now < before || now > before + 45;
            },
            TimeSpan.FromSeconds(40),
            () => $"the picture does not come back\n{stage.Agent.Process.Output}");
        await page.WaitForPicturesAsync(10);
        Figures.Print("picture back after the TURN server was restarted", $"{watch.Elapsed.TotalSeconds:F1} s");
    }

    [CoturnFact]
    public async Task A_server_that_cannot_be_reached_delays_no_direct_call()
    {
        var coturn = new Coturn(TimeLimited);
        await using var server = coturn;
        await using var stage = await Stage.SetAsync(configuration => Configure(configuration, coturn, "udp", "all"));
        var page = await stage.OpenAsync("?via=whep");
        await page.WaitForPicturesAsync();
        Assert.InRange(await page.FirstFrameAsync(), 0, 1500);
    }

    [CoturnFact]
    public async Task The_doctor_sends_a_datagram_through_each_server()
    {
        await using var coturn = await new Coturn(TimeLimited).StartAsync();
        await using var agent = new Agent(null, configuration => Configure(configuration, coturn, "tcp", "all"));
        Directory.CreateDirectory(agent.StateDirectory);
        Assert.Equal(("ok", true), await LookAsync(agent, coturn, "a datagram came back"));
        await coturn.KillAsync();
        Assert.Equal(("warn", true), await LookAsync(agent, coturn, "nobody listens"));
    }

    private static async Task<(string Status, bool Says)> LookAsync(Agent agent, Coturn coturn, string words)
    {
        var (_, output) = await agent.CommandAsync("doctor", "--json");
        var row = JsonNode.Parse(output)!["checks"]!.AsArray().Single(check => check!["name"]!.GetValue<string>() == $"TURN turn:127.0.0.1:{coturn.Port}?transport=tcp")!;
        return (row["status"]!.GetValue<string>(), row.ToJsonString().Contains(words, StringComparison.Ordinal));
    }

    private static void Configure(JsonObject configuration, Coturn coturn, string transport, string policy)
    {
        configuration["webRtc"]!["iceServers"] = new JsonArray(new JsonObject
        {
            ["urls"] = new JsonArray($"turn:127.0.0.1:{coturn.Port}?transport={transport}"),
            ["sharedSecretFile"] = coturn.SecretFile,
        });
        configuration["webRtc"]!["iceTransportPolicy"] = policy;
    }

    private static Task<TimeSpan> WaitForRelayAsync(Stage stage) => Eventually.TrueAsync(
        () => stage.Agent.Process.Output.Contains("relaying from", StringComparison.Ordinal), TimeSpan.FromSeconds(10), () => $"no relay: {stage.Agent.Process.Output}");
}
