using System.Text.Json.Nodes;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.HomeAutomation;

/// <summary>A broker, and a camera that is not started yet.</summary>
internal sealed class Home : IAsyncDisposable
{
    internal required Broker Broker { get; init; }

    internal required Agent Agent { get; init; }

    internal static async Task<Home> OpenAsync(Action<JsonObject>? configure = null)
    {
        var broker = new Broker();
        await broker.StartAsync();
        return new Home { Broker = broker, Agent = new Agent(broker, configure) };
    }

    internal Task<HouseWatcher> WatchAsync() => HouseWatcher.ConnectAsync(Broker, Agent.DeviceId);

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
