using System.Text;
using System.Text.Json;
using CamAgent.HomeAutomation;
using CamAgent.HomeAutomation.Commands;
using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;
using CamAgent.Tests.Signaling;
using CamAgent.WebRtc;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.HomeAutomation;

public sealed class HouseTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Discovery = "homeassistant/device/cam/config";
    private const string LedState = "camagent/v1/cam/output/led/state";

    private readonly ManualTime _time = new();
    private readonly FakeHouseBroker _broker = new();
    private readonly LedPart _led = new();
    private readonly House _house;

    public HouseTests()
    {
        _house = new House(
            _broker, new HouseTopics("camagent", "homeassistant", "cam"), static () => new("cam", "Cam", "1.0"), [_led], SecureRandomSource.Instance, _time, NullLogger.Instance);
        _house.Start();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public void On_connect_states_are_sent_at_once_and_the_device_is_announced_once_what_was_retained_is_known()
    {
        _broker.Connect();
        Assert.Equal(["OFF"], _broker.PayloadsOf(LedState));
        Assert.Empty(_broker.PayloadsOf(Discovery));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["led"], Components(Assert.Single(_broker.PayloadsOf(Discovery))));
    }

    [Fact]
    public void On_every_connect_both_are_sent_again()
    {
        Connect();
        _broker.Messages.Clear();
        _broker.Disconnect();
        _broker.Connect();

        Assert.Single(_broker.PayloadsOf(Discovery));
        Assert.Equal(["OFF"], _broker.PayloadsOf(LedState));
    }

    [Fact]
    public void When_Home_Assistant_has_started_both_are_sent_again_within_five_seconds()
    {
        Connect();
        _broker.Messages.Clear();

        _broker.Deliver("homeassistant/status", "online");
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Single(_broker.PayloadsOf(Discovery));
        Assert.Equal(["OFF"], _broker.PayloadsOf(LedState));
    }

    [Theory]
    [InlineData("offline", false)]
    [InlineData("online", true)]
    public void Another_birth_message_or_a_retained_one_is_no_reason_to(string payload, bool retained)
    {
        Connect();
        _broker.Messages.Clear();
        _broker.Deliver("homeassistant/status", payload, retained);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(_broker.Messages);
    }

    [Fact]
    public void What_an_older_version_had_announced_is_taken_away_with_its_states()
    {
        var old = DeviceMessage.Write(
            new("cam", "Cam", "0.9"),
            _house.Topics,
            [new Component("led", Platform.Switch).With("name", "LED"), new Component("sensor_attic", Platform.Sensor).With("name", "Attic")],
            []);
        _broker.Retained[Discovery] = Encoding.UTF8.GetString(old.Span);
        _broker.Retained["camagent/v1/cam/sensor/attic/state"] = "21.5";
        _broker.Connect();

        var messages = _broker.PayloadsOf(Discovery).ToList();
        Assert.Equal(2, messages.Count);
        Assert.Equal(["led", "sensor_attic"], Components(messages[0]));
        Assert.Equal(["led"], Components(messages[1]));
        Assert.DoesNotContain("camagent/v1/cam/sensor/attic/state", _broker.Retained.Keys);
    }

    [Fact]
    public void A_leftover_whose_id_reaches_into_other_topics_clears_none_of_them()
    {
        _broker.Retained[Discovery] = """{"components":{"sensor_#":{"platform":"sensor","name":"x"},"sensor_a\u0000":{"platform":"sensor","name":"y"}}}""";
        _broker.Connect();
        Assert.DoesNotContain(_broker.Messages, static message => message.Payload.Length == 0);
    }

    [Fact]
    public void An_entity_that_goes_away_while_running_is_taken_away()
    {
        Connect();
        _led.IsThere = false;
        _house.DescriptionChanged();

        var messages = _broker.PayloadsOf(Discovery).ToList();
        Assert.Equal(["led"], Components(messages[^2]));
        Assert.Empty(Components(messages[^1]));
    }

    [Fact]
    public void A_description_that_is_as_it_was_is_not_sent_again()
    {
        Connect();
        _broker.Messages.Clear();
        _house.DescriptionChanged();
        Assert.Empty(_broker.Messages);
    }

    [Fact]
    public void A_command_is_carried_out_and_confirmed_by_the_state()
    {
        Connect();
        _broker.Messages.Clear();

        _broker.Deliver("camagent/v1/cam/output/led/set", "ON");

        Assert.Equal([new(LedState, "ON", true)], _broker.Messages);
    }

    private void Connect()
    {
        _broker.Connect();
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private static IEnumerable<string> Components(string message)
    {
        using var document = JsonDocument.Parse(message);
        return [.. document.RootElement.GetProperty("components").EnumerateObject().Select(static component => component.Name)];
    }

    private sealed class LedPart : IHousePart
    {
        public bool IsThere { get; set; } = true;

        public IEnumerable<Component> Describe(EntityBuilder entities)
        {
            if (IsThere)
                yield return new Component("led", Platform.Switch).With("name", "LED").With("command_topic", entities.Topics.Of("output/led/set"));
        }

        public void Start(House house)
        {
            house.States.SetOnOff(LedState, on: false);
            house.Commands.Add("output/led/set", payload =>
            {
                if (!SwitchPayload.TryRead(payload, out var on, out var problem))
                    return problem;
                house.States.SetOnOff(LedState, on);
                return null;
            });
        }

        public void Dispose()
        {
        }
    }
}
