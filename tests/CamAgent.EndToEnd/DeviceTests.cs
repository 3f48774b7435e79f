using System.Text.Json.Nodes;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd;

/// <summary>Inputs and outputs that are not there are no reason not to start.</summary>
[Trait("Category", "Broker")]
public sealed class DeviceTests
{
    [BrokerFact]
    public async Task A_line_that_does_not_exist_is_said_in_words_and_the_agent_serves()
    {
        await using var agent = new Agent(null, configuration => configuration["gpio"] = JsonNode.Parse(
            """{ "inputs": [ { "name": "pir", "chip": "no-such-chip", "line": 17, "kind": "motion" } ], "outputs": [ { "name": "relay", "chip": "/dev/null", "line": "GPIO4" } ] }"""));
        await agent.StartAsync();

        var health = await agent.HealthAsync();
        var reasons = health["reasons"]!.AsArray().Select(reason => (string)reason!).ToList();
        Assert.Contains(reasons, reason => reason.StartsWith("input pir: there is no GPIO chip \"no-such-chip\"", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason == "output relay: /dev/null is not a GPIO chip");
        await Eventually.TrueAsync(async () => (string)(await agent.HealthAsync())["video"]! == "running", TimeSpan.FromSeconds(10), () => "no video");
        Assert.Contains("Input pir is unavailable: there is no GPIO chip \"no-such-chip\"", agent.Process.Output, StringComparison.Ordinal);
        var (code, output) = await agent.CommandAsync("doctor");
        Assert.Equal(69, code);
        Assert.Contains("output relay", output, StringComparison.Ordinal);
        Assert.Equal(0, (await agent.StopAsync()).ExitCode);
    }
}
