using CamAgent.HomeAutomation;
using CamAgent.HomeAutomation.Parts;
using CamAgent.Tests.Devices;
using CamAgent.Tests.Signaling;
using CamAgent.WebRtc;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.HomeAutomation;

/// <summary>Inputs and outputs in the house, on a simulated chip.</summary>
public sealed class DevicePartsTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Root = "camagent/v1/cam/";

    private readonly DeviceBench _bench = new();
    private readonly FakeHouseBroker _broker = new();
    private readonly List<string> _happened = [];
    private House _house = null!;

    public Task InitializeAsync()
    {
        var inputs = new InputsPart(_bench.Devices.Inputs, TimeProvider.System);
        inputs.Happened += input => _happened.Add(input.Name);
        _house = new House(
            _broker,
            new HouseTopics("camagent", "homeassistant", "cam"),
            static () => new("cam", "Cam", "1.0"),
            [inputs, new OutputsPart(_bench.Devices.Outputs), new SensorsPart(_bench.Devices.Sensors)],
            SecureRandomSource.Instance,
            TimeProvider.System,
            NullLogger.Instance);
        _house.Start();
        _bench.Started();
        _broker.Connect();
        return Task.CompletedTask;
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    public void Movement_is_told_and_calls_for_a_picture()
    {
        WaitFor("input/pir/state", "OFF");
        _bench.Chip.Pull(DeviceBench.Pir, true);
        WaitFor("input/pir/state", "ON");
        Eventually.Is(() => _happened.Contains("pir"));
        Assert.Equal("online", State("input/pir/availability"));
    }

    [Fact]
    public void A_doorbell_is_an_event_that_nobody_keeps()
    {
        _bench.Chip.Pull(DeviceBench.Doorbell, true);
        Eventually.Is(() => _broker.Snapshot().Any(static message => message.Topic == Root + "input/doorbell/event"));
        var message = _broker.Snapshot().First(static message => message.Topic == Root + "input/doorbell/event");
        Assert.Equal("""{"event_type":"press"}""", message.Payload);
        Assert.False(message.Retain);
        Eventually.Is(() => _happened.Contains("doorbell"));
    }

    [Fact]
    public void An_output_is_set_and_confirmed_by_its_line()
    {
        WaitFor("output/relay/state", "OFF");
        _broker.Deliver(Root + "output/relay/set", "ON");
        WaitFor("output/relay/state", "ON");
        Assert.True(_bench.Chip.IsHigh(DeviceBench.Relay));
    }

    [Fact]
    public void What_is_unplugged_is_unavailable_and_its_last_state_is_not_kept()
    {
        WaitFor("input/pir/state", "OFF");
        _bench.Chip.Unplug();
        WaitFor("input/pir/availability", "offline");
        Eventually.Is(() => State("input/pir/state") is null);
        WaitFor("output/relay/availability", "offline");
    }

    private void WaitFor(string subtopic, string payload) => Eventually.Is(() => State(subtopic) == payload);

    private string? State(string subtopic) => _broker.RetainedOn(Root + subtopic);
}
