using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video.Controls;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Controls;

namespace CamAgent.Hardware.Tests.Video4Linux.Controls;

public sealed class V4l2CameraControlsTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly SimulatedCamera _camera;
    private readonly VideoDevice _device;
    private readonly V4l2CameraControls _controls;
    private int _changes;

    public V4l2CameraControlsTests()
    {
        _camera = new(_time)
        {
            Controls =
            {
                new(0x0098_0001, "User Controls", ControlType.Class, 0, 0),
                new(ControlId.Brightness, "Brightness", ControlType.Integer, -64, 64, Step: 4),
                new(ControlId.AutoWhiteBalance, "White Balance, Automatic", ControlType.Boolean, 0, 1, Default: 1) { Value = 1 },
                new(ControlId.DoWhiteBalance, "Do White Balance", ControlType.Button, 0, 0) { Flags = ControlFlags.WriteOnly },
                new(ControlId.Exposure, "Exposure", ControlType.Integer, 0, 255),
                new(ControlId.PowerLineFrequency, "Power Line Frequency", ControlType.Menu, 0, 2, Default: 1) { Items = ["Disabled", "50 Hz", "60 Hz"], Value = 1 },
                new(ControlId.Bitrate, "Video Bitrate", ControlType.Integer, 0, 100),
                new(ControlId.ExposureAuto, "Auto Exposure", ControlType.Menu, 0, 3, Default: 3) { Items = ["", "Manual Mode", "", "Aperture Priority Mode"], Value = 3 },
                new(ControlId.ExposureAbsolute, "Exposure Time, Absolute", ControlType.Integer, 3, 2047, Default: 250) { Value = 250, Flags = ControlFlags.Inactive },
                new(0x0098_F001, "LED1  Mode!", ControlType.Integer, 0, 3),
                new(0x0098_F002, "LED1 mode", ControlType.Integer64, 0, 1L << 40),
                new(0x0098_F003, "Temperature", ControlType.Integer, -100, 100) { Value = 20, Flags = ControlFlags.Volatile | ControlFlags.ReadOnly },
                new(0x0098_F004, "Matrix", ControlType.Integer, 0, 3) { Flags = ControlFlags.HasPayload },
                new(0x0098_F005, "Name", ControlType.String, 0, 3),
                new(0x0098_F006, "!!", ControlType.Bitmask, 0, uint.MaxValue) { Value = uint.MaxValue },
            },
        };
        _device = _camera.Open();
        _controls = new(_time);
        _controls.Changed += () => _changes++;
    }

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Controls_have_names_that_every_camera_shares()
    {
        _controls.Attach(_device);

        Assert.Equal(
            ["exposure-mode", "exposure", "exposure-2", "white-balance-auto", "white-balance-now", "brightness", "anti-flicker", "led1-mode", "led1-mode-2", "temperature", "control-0098f006"],
            _controls.List().Select(static control => control.Name),
            StringComparer.Ordinal);
    }

    [Fact]
    public void A_control_is_described_in_the_unit_of_its_name()
    {
        _controls.Attach(_device);

        var exposure = Control("exposure");
        Assert.Equal((ControlKind.Integer, 300, 204_700, 100, "µs"), (exposure.Kind, exposure.Minimum, exposure.Maximum, exposure.Step, exposure.Unit));
        Assert.Equal((ControlValue.Of(25_000), ControlValue.Of(25_000)), (exposure.Value, exposure.Default));
        Assert.True(exposure is { IsInactive: true, IsReadOnly: false, Label: "Exposure Time, Absolute" });
    }

    [Fact]
    public void A_bitmask_has_no_sign()
    {
        _controls.Attach(_device);

        var mask = Control("control-0098f006");
        Assert.Equal((uint.MaxValue, ControlValue.Of((double)uint.MaxValue)), (mask.Maximum, mask.Value));
    }

    [Fact]
    public void A_menu_has_the_options_that_the_device_has()
    {
        _controls.Attach(_device);

        var mode = Control("exposure-mode");
        Assert.Equal(ControlKind.Menu, mode.Kind);
        Assert.Equal(["manual", "aperture-priority"], mode.Options);
        Assert.Equal(ControlValue.Of("aperture-priority"), mode.Value);
        Assert.Equal(["off", "50hz", "60hz"], Control("anti-flicker").Options);
    }

    [Theory]
    [InlineData("exposure-mode", "manual", ControlId.ExposureAuto, 1)]
    [InlineData("exposure-mode", "Manual", ControlId.ExposureAuto, 1)]
    [InlineData("anti-flicker", "60hz", ControlId.PowerLineFrequency, 2)]
    [InlineData("exposure", "10000", ControlId.ExposureAbsolute, 100)]
    [InlineData("exposure", "10049", ControlId.ExposureAbsolute, 100)]
    [InlineData("brightness", "-62", ControlId.Brightness, -60)]
    [InlineData("white-balance-auto", "OFF", ControlId.AutoWhiteBalance, 0)]
    [InlineData("white-balance-auto", "true", ControlId.AutoWhiteBalance, 1)]
    [InlineData("led1-mode-2", "1099511627776", 0x0098_F002, 1L << 40)]
    public void A_value_is_set_in_the_devices_own_numbers(string name, string text, uint id, long expected)
    {
        _controls.Attach(_device);
        Assert.True(Control(name).TryParse(text, out var value, out var problem), problem);

        Assert.True(_controls.TrySet(name, value, out problem), problem);

        Assert.Equal(expected, _camera.Controls.Single(control => control.Id == id).Value);
        Assert.Equal(value, Control(name).Value);
    }

    [Theory]
    [InlineData("exposure", "0", "exposure is from 300 to 204700 µs, not \"0\".")]
    [InlineData("exposure", "NaN", "exposure is from 300 to 204700 µs, not \"NaN\".")]
    [InlineData("exposure", "short", "exposure is from 300 to 204700 µs, not \"short\".")]
    [InlineData("anti-flicker", "55hz", "anti-flicker is one of off, 50hz, 60hz, not \"55hz\".")]
    [InlineData("white-balance-auto", "maybe", "white-balance-auto is on or off, not \"maybe\".")]
    [InlineData("temperature", "20", "temperature cannot be set.")]
    public void What_is_not_allowed_is_refused_in_words(string name, string text, string expected)
    {
        _controls.Attach(_device);

        Assert.False(Control(name).TryParse(text, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void An_unknown_control_is_refused_with_those_there_are()
    {
        _controls.Attach(_device);

        Assert.False(_controls.TrySet("exposition", ControlValue.Of(1), out var problem));
        Assert.StartsWith("The camera has no control \"exposition\". It has: exposure-mode, exposure,", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LibC.EBUSY, "brightness cannot be set just now: the camera, or another program, holds it.")]
    [InlineData(LibC.ERANGE, "The camera does not take this value for brightness.")]
    [InlineData(LibC.ENODEV, "The camera is gone.")]
    public void What_the_device_refuses_is_said_in_words(int error, string expected)
    {
        _controls.Attach(_device);
        _camera.Controls.Single(static control => control.Id == ControlId.Brightness).Error = error;

        Assert.False(_controls.TrySet("brightness", ControlValue.Of(4), out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void A_control_that_another_rules_says_so()
    {
        _controls.Attach(_device);
        _camera.Controls.Single(static control => control.Id == ControlId.ExposureAbsolute).Error = LibC.EACCES;

        Assert.False(_controls.TrySet("exposure", ControlValue.Of(1000), out var problem));
        Assert.Equal("exposure cannot be set while another control rules it: turn its automatic mode off first.", problem);
    }

    [Fact]
    public void A_button_is_pressed_without_a_value()
    {
        _controls.Attach(_device);
        var pressed = _camera.Controls.Single(static control => control.Id == ControlId.DoWhiteBalance);
        pressed.Value = 7;

        Assert.True(_controls.TrySet("white-balance-now", ControlValue.Of(5), out _));

        Assert.Equal((0, ControlValue.None), (pressed.Value, Control("white-balance-now").Value));
    }

    [Fact]
    public void What_was_set_is_set_again_when_the_camera_comes_back_modes_first()
    {
        _controls.Attach(_device);
        Assert.True(_controls.TrySet("exposure", ControlValue.Of(5000), out _));
        Assert.True(_controls.TrySet("exposure-mode", ControlValue.Of("manual"), out _));
        _controls.Detach();
        var order = new List<uint>();
        foreach (var control in _camera.Controls)
            control.Value = control.Default;
        _camera.Tamper = (request, _) => order.Add(request);

        _controls.Attach(_device);

        Assert.Equal((50, 1), (Value(ControlId.ExposureAbsolute), Value(ControlId.ExposureAuto)));
    }

    [Fact]
    public void While_the_camera_is_away_a_value_is_kept_for_later()
    {
        _controls.Attach(_device);
        _controls.Detach();

        _changes = 0;
        Assert.True(_controls.TrySet("brightness", ControlValue.Of(8), out _));
        Assert.False(_controls.TrySet("brightness", ControlValue.Of(800), out _));
        Assert.Equal((0, ControlValue.Of(8), 1), (Value(ControlId.Brightness), Control("brightness").Value, _changes));

        _controls.Attach(_device);
        Assert.Equal(8, Value(ControlId.Brightness));
    }

    [Fact]
    public void Before_the_first_opening_a_value_is_kept_unchecked()
    {
        Assert.Empty(_controls.List());
        Assert.True(_controls.TrySet("brightness", ControlValue.Of(12), out _));
        Assert.True(_controls.TrySet("no-such-thing", ControlValue.Of(12), out _));

        _controls.Attach(_device);

        Assert.Equal(12, Value(ControlId.Brightness));
    }

    [Fact]
    public void Changes_by_others_are_noticed()
    {
        _controls.Attach(_device);
        Assert.Contains((3u, ControlId.Brightness), _camera.Subscriptions);
        _changes = 0;
        _controls.OnEvents();
        Assert.Equal(0, _changes);

        _camera.Controls.Single(static control => control.Id == ControlId.Brightness).Value = 16;
        _controls.OnEvents();

        Assert.Equal((1, ControlValue.Of(16)), (_changes, Control("brightness").Value));
    }

    [Fact]
    public void What_the_hardware_moves_by_itself_is_read_when_asked_for_but_not_more_than_once_a_second()
    {
        _controls.Attach(_device);
        _camera.Controls.Single(static control => control.Name == "Temperature").Value = 30;

        Assert.Equal(ControlValue.Of(20), Control("temperature").Value);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ControlValue.Of(30), Control("temperature").Value);
    }

    [Fact]
    public void A_handler_hears_of_a_value_that_was_set()
    {
        _controls.Attach(_device);
        _changes = 0;

        Assert.True(_controls.TrySet("brightness", ControlValue.Of(4), out _));
        Assert.True(_controls.TrySet("brightness", ControlValue.Of(4), out _));

        Assert.Equal(1, _changes);
    }

    private CameraControl Control(string name) => _controls.List().Single(control => control.Name == name);

    private long Value(uint id) => _camera.Controls.Single(control => control.Id == id).Value;
}
