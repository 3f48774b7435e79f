using System.Text;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.HomeAutomation;

/// <summary>Whoever may write on the broker can say anything to the camera's command topics: nothing but what is documented comes of it.</summary>
[Trait("Category", "Broker")]
public sealed class HostileHouseTests
{
    private const int Commands = 10_000;
    private const int Seed = 20261120;
    private const long MostGrowth = 100 * 1024 * 1024;

    // restart/press is left out: any payload is allowed there and restarts the agent, as documented.
    private static readonly string[] Topics =
        ["camera/set", "bitrate/set", "quality/set", "snapshot/take", "output/door/set", "control/brightness/set", "sensor/x/set", "clip/take", "a/b/c/set", "set", "x/press", "state", "\u00e9/set"];

    [BrokerFact]
    public async Task Ten_thousand_random_commands_change_nothing_but_what_is_documented_and_cost_little_memory()
    {
        await using var home = await Home.OpenAsync();
        await using var house = await home.WatchAsync();
        // Kept from earlier: it would restart the agent for ever.
        await house.CommandAsync("restart/press", "1", retain: true);
        await home.Agent.StartAsync();
        await Eventually.TrueAsync(() => house.Last(house.Discovery) is not null, TimeSpan.FromSeconds(10), () => "not announced");
        var before = home.Agent.Process.ResidentBytes();
        var random = new Random(Seed);
        for (var sent = 0; sent < Commands; sent += 100)
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => house.SayAsync(house.Topic(Topics[random.Next(Topics.Length)]), Payload(random), random.Next(20) == 0)).ToList());
        // Behind a flood: the limit lets through what comes a while after it.
        await Eventually.TrueAsync(
            async () =>
            {
                await house.CommandAsync("bitrate/set", "901");
                return house.State("bitrate/state") == "901";
            },
            TimeSpan.FromSeconds(20),
            () => $"seed {Seed}: the agent does not answer\n{home.Agent.Process.Output}");

        Assert.False(home.Agent.Process.HasExited, $"seed {Seed}");
        Assert.InRange(home.Agent.Process.ResidentBytes(), 0, before + MostGrowth);
        Assert.Equal("auto", house.State("quality/state"));
        Assert.Equal("ON", house.State("camera/state"));
        Assert.All(States(house, "bitrate/state"), static payload => Assert.True(payload is "3000" or "901" or "777", payload));
        Assert.Equal(1, home.Agent.Process.Output.Split("Announced to the house").Length - 1);
    }

    private static IEnumerable<string> States(HouseWatcher house, string subtopic) =>
        house.Everything.Where(heard => heard.Topic == house.Topic(subtopic)).Select(static heard => heard.Payload);

    private static byte[] Payload(Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                return [];
            case 1:
                return Encoding.UTF8.GetBytes(new string('9', random.Next(1, 400)));
            case 2:
                var large = new byte[random.Next(1, 20_000)];
                random.NextBytes(large);
                return large;
            case 3:
                return "777"u8.ToArray();
            case 4:
                return Encoding.UTF8.GetBytes(((string[])["on", "OFF ", "ON\0", "-1", "NaN", "1e999", "Infinity", "{\"state\":\"ON\"}", "\u202eNO"])[random.Next(9)]);
            default:
                var small = new byte[random.Next(1, 64)];
                random.NextBytes(small);
                return small;
        }
    }
}
