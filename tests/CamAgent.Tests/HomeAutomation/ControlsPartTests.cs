using CamAgent.Hardware.Video.Controls;
using CamAgent.HomeAutomation;
using CamAgent.HomeAutomation.Parts;
using CamAgent.Streaming;
using CamAgent.Tests.Signaling;
using CamAgent.Tests.Streaming;
using CamAgent.WebRtc;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.HomeAutomation;

public sealed class ControlsPartTests : IAsyncDisposable
{
    private const string Root = "camagent/v1/cam/control";

    private readonly ManualTime _time = new();
    private readonly FakeHouseBroker _broker = new();
    private readonly CameraControls _controls = new(new Dictionary<string, string>(StringComparer.Ordinal), NullLogger.Instance);
    private readonly House _house;

    public ControlsPartTests()
    {
        _house = new House(
            _broker,
            new HouseTopics("camagent", "homeassistant", "cam"),
            static () => new("cam", "Cam", "1.0"),
            [new ControlsPart(_controls)],
            SecureRandomSource.Instance,
            _time,
            NullLogger.Instance);
        _house.Start();
        _broker.Connect();
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public void The_controls_of_a_camera_that_is_opened_are_announced_and_their_states_retained()
    {
        Assert.DoesNotContain("control_", _broker.Retained["homeassistant/device/cam/config"], StringComparison.Ordinal);
        Open(ControlledSource.Brightness, ControlledSource.AntiFlicker, ControlledSource.Flip, ControlledSource.FocusNow);
        Assert.Equal("0", _broker.Retained[$"{Root}/brightness/state"]);
        Assert.Equal("off", _broker.Retained[$"{Root}/anti-flicker/state"]);
        Assert.Equal("OFF", _broker.Retained[$"{Root}/vertical-flip/state"]);
        Assert.DoesNotContain($"{Root}/focus-now/state", _broker.Retained.Keys);
        Assert.Contains("control_brightness", _broker.Retained["homeassistant/device/cam/config"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("brightness", "-20", "-20")]
    [InlineData("brightness", "12.0", "12")]
    [InlineData("anti-flicker", "60hz", "60hz")]
    [InlineData("vertical-flip", "ON", "ON")]
    public void A_command_sets_the_control_and_is_confirmed_by_its_state(string name, string payload, string state)
    {
        Open(ControlledSource.Brightness, ControlledSource.AntiFlicker, ControlledSource.Flip);
        _broker.Deliver($"{Root}/{name}/set", payload);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(state, _broker.Retained[$"{Root}/{name}/state"]);
    }

    [Theory]
    [InlineData("brightness", "65")]
    [InlineData("brightness", "")]
    [InlineData("anti-flicker", "5")]
    [InlineData("warp", "1")]
    public void A_command_that_is_not_allowed_changes_nothing(string name, string payload)
    {
        var camera = Open(ControlledSource.Brightness, ControlledSource.AntiFlicker);
        _broker.Deliver($"{Root}/{name}/set", payload);
        Assert.Empty(camera.Knobs.Sets);
    }

    [Fact]
    public void A_camera_with_other_controls_takes_those_of_the_one_before_away()
    {
        Open(ControlledSource.Brightness, ControlledSource.Flip);
        var other = Open(ControlledSource.AntiFlicker);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain($"{Root}/brightness/state", _broker.Retained.Keys);
        Assert.DoesNotContain("control_brightness", _broker.Retained["homeassistant/device/cam/config"], StringComparison.Ordinal);
        _broker.Deliver($"{Root}/brightness/set", "5");
        Assert.Empty(other.Knobs.Sets);
        Assert.Equal("off", _broker.Retained[$"{Root}/anti-flicker/state"]);
    }

    private ControlledSource Open(params CameraControl[] has)
    {
        var camera = new ControlledSource(has);
        _controls.Attach(camera);
        camera.Run(_ => { }, CancellationToken.None);
        return camera;
    }
}
