using System.Text.Json.Nodes;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.Hostile;

/// <summary>Whatever the camera's program does wrong: it is said in words to whoever looks, and the agent stays.</summary>
public sealed class BrokenCameraTests
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(25);

    [BrokerFact]
    [Trait("Category", "Broker")]
    public async Task Whatever_its_program_does_wrong_health_log_and_viewers_are_told_and_nothing_is_left_behind()
    {
        // "sh -c SCRIPT MARK": the mark is $0, and tells which processes are ours.
        (string Script, string Words)[] cameras =
        [
            ("echo the lens fell off >&2; exit 3", "the lens fell off"),
            ("exit 0", "It has to run until it is stopped"),
            ("while :; do head -c 3000 /dev/urandom; sleep 0.1; done", "H.264"),
            ("exec cat /dev/urandom", "does not write H.264"),
            ("sleep 1000 & sleep 1000", "has written 0 bytes in 15 s"),
            ("trap '' INT TERM; yes garbage & sleep 1000", "does not write H.264"),
        ];
        await using var broker = new Broker();
        await broker.StartAsync();
        // All at the same time: patience with one that stalls is what takes long.
        await Task.WhenAll(
        [
            .. cameras.Select(camera => ShowAsync(broker, ["/bin/sh", "-c", camera.Script], camera.Words)),
            ShowAsync(broker, ["/no/such/camera"], "/no/such/camera was not found"),
            StaysToldAndIsNotHurriedAsync(broker),
        ]);
    }

    [BrowserFact]
    [Trait("Category", "Browser")]
    public async Task A_viewer_sees_words_in_the_cameras_place_and_stays_on_the_line()
    {
        await using var stage = await Stage.SetAsync(configuration => configuration["video"] = Command(["/no/such/camera"]));
        foreach (var via in (string[])["mqtt", "whep"])
        {
            var page = await stage.OpenAsync($"?via={via}");
            await page.WaitForPicturesAsync(3);
            var statistics = (await page.ProbeAsync()).GetProperty("statistics");
            Assert.Equal(640, statistics.GetProperty("width").GetInt32());
            Assert.Equal(360, statistics.GetProperty("height").GetInt32());
            // One picture a second is no frozen one: the page does not think of beginning anew.
            var before = await page.FramesDecodedAsync();
            await Eventually.TrueAsync(async () => await page.FramesDecodedAsync() >= before + 5, ViewerPage.Patience, () => "the words stand still");
            Assert.Equal("live", await page.StateAsync());
        }

        await stage.WaitForViewersAsync(2, TimeSpan.FromSeconds(5));
        Assert.Contains("/no/such/camera was not found", (await stage.Agent.HealthAsync())["reasons"]!.ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>A camera that failed is told also after nobody has asked for it for long, and offers do not have it tried any sooner than they come.</summary>
    private static async Task StaysToldAndIsNotHurriedAsync(Broker broker)
    {
        var log = Path.Combine(Path.GetTempPath(), $"camagent-starts-{Guid.NewGuid():N}");
        try
        {
            await using var agent = new Agent(broker, configuration => configuration["video"] = Command(["/bin/sh", "-c", $"echo start >> {log}; echo the lens fell off >&2; exit 3"]));
            await agent.StartAsync();
            await using var client = await SignalClient.ConnectAsync(broker, agent.DeviceId);
            await AnsweredAsync(client);
            await Eventually.TrueAsync(async () => (await agent.HealthAsync())["video"]!.GetValue<string>() == "idle", StartLimit, () => agent.Process.Output);
            Assert.Contains("the lens fell off", (await agent.HealthAsync())["reasons"]!.ToJsonString(), StringComparison.Ordinal);
            var starts = File.ReadLines(log).Count();
            var watch = System.Diagnostics.Stopwatch.StartNew();
            for (var i = 0; i < 10; i++)
                await AnsweredAsync(client);
            // The pauses double from 0.3 s, shortened by a quarter at most.
            Assert.InRange(File.ReadLines(log).Count() - starts, 1, 2 + Math.Log2(1 + (watch.Elapsed.TotalSeconds / 0.2)));
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static async Task ShowAsync(Broker broker, string[] command, string words)
    {
        var mark = $"camagent-test-{Guid.NewGuid():N}";
        await using var agent = new Agent(broker, configuration => configuration["video"] = Command([.. command, mark]));
        await agent.StartAsync();
        await using var client = await SignalClient.ConnectAsync(broker, agent.DeviceId);
        // The camera runs as long as somebody wants it.
        var patient = SignalClient.NewSession();
        client.Say(patient, SignalClient.Offer(Offers.Valid()));
        await Eventually.TrueAsync(
            async () => (await agent.HealthAsync())["reasons"]!.AsArray().Any(reason => reason!.GetValue<string>().Contains(words, StringComparison.Ordinal)),
            StartLimit,
            () => $"{string.Join(' ', command)}: {words} is not told\n{agent.Process.Output}");
        await Eventually.TrueAsync(() => agent.Process.Output.Contains(words, StringComparison.Ordinal), TimeSpan.FromSeconds(5), () => $"{words} is not in the log");

        // Again and again: without a camera a viewer is answered, too.
        client.Say(patient, """{"v":1,"type":"bye","reason":"done"}""");
        for (var i = 0; i < 3; i++)
            await AnsweredAsync(client);
        await Eventually.TrueAsync(async () => await agent.ViewersAsync() == 0, TimeSpan.FromSeconds(5), () => "a place stays taken");
        Assert.Equal(0, agent.Process.Zombies());

        var (code, elapsed) = await agent.StopAsync();
        Assert.True(code == 0, $"{code}: {agent.Process.Output}");
        Assert.InRange(elapsed.TotalSeconds, 0, 8);
        Assert.Empty(ChildProcess.FindByArgument(mark));
    }

    private static async Task AnsweredAsync(SignalClient client)
    {
        var session = SignalClient.NewSession();
        client.Say(session, SignalClient.Offer(Offers.Valid()));
        await client.AnswerAsync(session, "answer");
        client.Say(session, """{"v":1,"type":"bye","reason":"done"}""");
    }

    private static JsonObject Command(string[] command) => new()
    {
        ["source"] = "command",
        ["frameRate"] = 30,
        ["command"] = new JsonArray([.. command.Select(argument => (JsonNode)argument)]),
    };
}
