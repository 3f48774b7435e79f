using System.Text.Json;
using System.Text.Json.Nodes;
using CamAgent.EndToEnd.Lab;
using CamAgent.Tests.HomeAutomation;

namespace CamAgent.EndToEnd.HomeAutomation;

/// <summary>The camera in a house, over a real broker.</summary>
[Trait("Category", "Broker")]
public sealed class HomeTests
{
    [BrokerFact]
    public async Task The_camera_announces_itself_as_Home_Assistant_documents_it_and_every_state_is_retained()
    {
        await using var home = await Home.OpenAsync();
        await home.Agent.StartAsync();
        // Who comes late hears what the broker kept.
        await using var early = await HouseWatcher.ConnectAsync(home.Broker, home.Agent.DeviceId);
        await WaitForDiscoveryAsync(early);
        await using var late = await HouseWatcher.ConnectAsync(home.Broker, home.Agent.DeviceId);
        await WaitForDiscoveryAsync(late);

        using var message = JsonDocument.Parse(late.Last(late.Discovery)!);
        Assert.Empty(DiscoverySchema.Problems(message.RootElement));
        foreach (var topic in StateTopics(message.RootElement))
        {
            await Eventually.TrueAsync(() => late.Last(topic) is not null, TimeSpan.FromSeconds(5), () => $"nothing retained on {topic}");
            Assert.All(late.Everything.Where(heard => heard.Topic == topic), static heard => Assert.True(heard.Retain, heard.Topic));
        }

        Assert.Equal("online", late.State("status"));
    }

    [BrokerFact]
    public async Task Commands_are_confirmed_by_states_and_refused_ones_change_nothing()
    {
        await using var home = await Home.OpenAsync();
        await home.Agent.StartAsync();
        await using var house = await HouseWatcher.ConnectAsync(home.Broker, home.Agent.DeviceId);
        await house.WaitForAsync("quality/state", "auto");

        await house.CommandAsync("quality/set", "high");
        await house.WaitForAsync("quality/state", "high");
        await house.CommandAsync("bitrate/set", "loads");
        await house.CommandAsync("bitrate/set", "900");
        await house.WaitForAsync("bitrate/state", "900");

        Assert.DoesNotContain(house.Everything, heard => heard.Topic == house.Topic("bitrate/state") && heard.Payload is not ("3000" or "900"));
        Assert.Contains("bitrate/set \"loads\" was refused: it is not a number", home.Agent.Process.Output, StringComparison.Ordinal);
    }

    [BrokerFact]
    public async Task When_Home_Assistant_or_the_broker_starts_again_everything_is_said_again()
    {
        await using var home = await Home.OpenAsync();
        await home.Agent.StartAsync();
        await using (var house = await HouseWatcher.ConnectAsync(home.Broker, home.Agent.DeviceId))
        {
            await WaitForDiscoveryAsync(house);
            var before = house.Count(house.Discovery);
            await house.SayAsync("homeassistant/status", "online");
            await Eventually.TrueAsync(() => house.Count(house.Discovery) > before, TimeSpan.FromSeconds(8), () => "not announced again");
        }

        // This broker keeps nothing over a restart.
        await home.Broker.KillAsync();
        await home.Broker.StartAsync();
        await using var again = await HouseWatcher.ConnectAsync(home.Broker, home.Agent.DeviceId);
        await WaitForDiscoveryAsync(again);
        await again.WaitForAsync("quality/state", "auto");
    }

    [BrokerFact]
    public async Task Leftovers_of_an_older_version_are_cleaned_away()
    {
        await using var home = await Home.OpenAsync();
        await using var house = await HouseWatcher.ConnectAsync(home.Broker, home.Agent.DeviceId);
        await house.SayAsync(house.Discovery, """{"components":{"sensor_attic":{"platform":"sensor","name":"Attic"}}}""", retain: true);
        await house.CommandAsync("sensor/attic/state", "21", retain: true);
        await home.Agent.StartAsync();

        await Eventually.TrueAsync(
            () => house.Last(house.Discovery) is { } last && last.Contains("quality", StringComparison.Ordinal), TimeSpan.FromSeconds(10), () => "not announced");
        Assert.Contains(house.Everything, heard => heard.Topic == house.Discovery && heard.Payload.Contains("\"sensor_attic\":{\"platform\":\"sensor\"}", StringComparison.Ordinal));
        Assert.DoesNotContain("sensor_attic", house.Last(house.Discovery), StringComparison.Ordinal);
        Assert.Null(house.State("sensor/attic/state"));
    }

    [BrokerFact]
    public async Task Two_cameras_on_one_broker_do_not_hear_each_other()
    {
        await using var home = await Home.OpenAsync();
        await using var other = new Agent(home.Broker);
        await Task.WhenAll(home.Agent.StartAsync(), other.StartAsync());
        await using var first = await HouseWatcher.ConnectAsync(home.Broker, home.Agent.DeviceId);
        await using var second = await HouseWatcher.ConnectAsync(home.Broker, other.DeviceId);
        await first.WaitForAsync("quality/state", "auto");
        await second.WaitForAsync("quality/state", "auto");

        await first.CommandAsync("quality/set", "low");
        await first.WaitForAsync("quality/state", "low");
        await second.CommandAsync("bitrate/set", "700");
        await second.WaitForAsync("bitrate/state", "700");

        Assert.Equal("auto", second.State("quality/state"));
        Assert.Equal("3000", first.State("bitrate/state"));
    }

    [BrokerFact]
    public async Task A_restart_by_the_house_reads_the_configuration_again_and_comes_back()
    {
        await using var home = await Home.OpenAsync();
        await home.Agent.StartAsync();
        await using var house = await HouseWatcher.ConnectAsync(home.Broker, home.Agent.DeviceId);
        await house.WaitForAsync("quality/state", "auto");
        await house.CommandAsync("quality/set", "high");
        await house.WaitForAsync("quality/state", "high");
        home.Agent.Reconfigure(static configuration => configuration["video"]!["bitrate"] = new JsonObject { ["maxKbps"] = 2000 });

        await house.CommandAsync("restart/press", "PRESS");

        await house.WaitForAsync("quality/state", "auto", TimeSpan.FromSeconds(20));
        await house.WaitForAsync("bitrate/state", "2000");
        await house.WaitForAsync("status", "online");
        Assert.False(home.Agent.Process.HasExited);
    }

    private static Task<TimeSpan> WaitForDiscoveryAsync(HouseWatcher house) =>
        Eventually.TrueAsync(() => house.Last(house.Discovery) is not null, TimeSpan.FromSeconds(10), () => "not announced");

    private static IEnumerable<string> StateTopics(JsonElement message)
    {
        foreach (var component in message.GetProperty("components").EnumerateObject())
        {
            if (component.Value.GetProperty("platform").GetString() != "event" && component.Value.TryGetProperty("state_topic", out var topic))
                yield return topic.GetString()!;
        }
    }
}
