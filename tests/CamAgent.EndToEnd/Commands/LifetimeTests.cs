using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.Commands;

/// <summary>How a running agent ends and how it takes a new configuration.</summary>
[Trait("Category", "Broker")]
public sealed class LifetimeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [BrokerFact]
    public async Task Asked_to_end_it_says_offline_and_ends_with_0_within_five_seconds()
    {
        await using var broker = new Broker();
        await broker.StartAsync();
        await using var agent = new Agent(broker);
        await agent.StartAsync();
        await OnlineAsync(broker, agent);
        var (code, elapsed) = await agent.StopAsync();
        Figures.Print("SIGTERM to the agent's end", $"{elapsed.TotalMilliseconds:F0} ms");
        Assert.True(code == 0, agent.Process.Output);
        Assert.InRange(elapsed.TotalSeconds, 0, 5);
        Assert.Equal("offline", await RetainedAsync(broker, agent));
    }

    [BrokerFact]
    public async Task Killed_its_will_says_offline()
    {
        await using var broker = new Broker();
        await broker.StartAsync();
        await using var agent = new Agent(broker);
        await agent.StartAsync();
        await OnlineAsync(broker, agent);
        await agent.KillAsync();
        await Eventually.TrueAsync(async () => await RetainedAsync(broker, agent) == "offline", Soon, () => "the broker does not know that the agent is gone");
    }

    [BrokerFact]
    public async Task A_new_configuration_is_applied_and_a_broken_one_is_refused_in_words()
    {
        await using var agent = new Agent(null);
        await agent.StartAsync();
        await OfferAsync(agent, expected: 201);

        agent.Reconfigure(configuration =>
        {
            configuration["webRtc"]!["maxViewers"] = 1;
            configuration["video"]!["bitrate"] = new System.Text.Json.Nodes.JsonObject { ["minKbps"] = 150, ["startKbps"] = 700, ["maxKbps"] = 3000 };
        });
        await agent.Process.SignalAsync("HUP");
        await SaysAsync(agent, "Configuration read again: video.bitrate.startKbps, webRtc.maxViewers applied");
        await OfferAsync(agent, expected: 201);
        await OfferAsync(agent, expected: 503, leave: false, whileOneWatches: true);

        var good = await File.ReadAllTextAsync(agent.ConfigurationFile);
        await File.WriteAllTextAsync(agent.ConfigurationFile, good.Replace("\"maxViewers\":1", "\"maxViewers\":\"many\"", StringComparison.Ordinal));
        await agent.Process.SignalAsync("HUP");
        await SaysAsync(agent, "The new configuration is not valid and was not applied: webRtc.maxViewers");
        await File.WriteAllTextAsync(agent.ConfigurationFile, "{ this is no JSON");
        await agent.Process.SignalAsync("HUP");
        await Eventually.TrueAsync(() => agent.Process.Output.Split("is not valid and was not applied").Length > 2, Soon, () => agent.Process.Output);
        Assert.Equal("ok", (await agent.HealthAsync())["status"]!.GetValue<string>());
        await OfferAsync(agent, expected: 503, leave: false, whileOneWatches: true);
    }

    private static Task<TimeSpan> SaysAsync(Agent agent, string words) =>
        Eventually.TrueAsync(() => agent.Process.Output.Contains(words, StringComparison.Ordinal), Soon, () => $"'{words}' is not said\n{agent.Process.Output}");

    /// <summary>Takes a place, or is refused one.</summary>
    private static async Task OfferAsync(Agent agent, int expected, bool leave = true, bool whileOneWatches = false)
    {
        Uri? first = null;
        if (whileOneWatches)
            first = (await PostAsync(agent)).Headers.Location;
        using var answer = await PostAsync(agent);
        Assert.True((int)answer.StatusCode == expected, await answer.Content.ReadAsStringAsync());
        foreach (var session in (Uri?[])[first, leave ? answer.Headers.Location : null])
        {
            if (session is null)
                continue;
            using var left = await agent.Http.DeleteAsync(new Uri(agent.Address, session));
            Assert.True(left.IsSuccessStatusCode);
        }

        await Eventually.TrueAsync(async () => await agent.ViewersAsync() == 0, Soon, () => "a place stays taken");
    }

    private static Task<HttpResponseMessage> PostAsync(Agent agent) => agent.Http.PostAsync(
        new Uri(agent.Address, "whep"), new StringContent(Offers.Valid(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/sdp")));

    private static Task<TimeSpan> OnlineAsync(Broker broker, Agent agent) =>
        Eventually.TrueAsync(async () => await RetainedAsync(broker, agent) == "online", Soon, () => $"the agent does not come online\n{agent.Process.Output}");

    /// <summary>What somebody is told who asks the broker now.</summary>
    private static async Task<string> RetainedAsync(Broker broker, Agent agent)
    {
        await using var client = await SignalClient.ConnectAsync(broker, agent.DeviceId);
        await client.RoundTripAsync();
        return client.Presence.LastOrDefault() ?? "";
    }
}
