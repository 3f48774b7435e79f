using CamAgent.Hardware.Video.Controls;
using CamAgent.Streaming;
using Microsoft.Extensions.Logging;

namespace CamAgent.Tests.Streaming;

public sealed class CameraControlsTests
{
    private readonly List<string> _said = [];

    [Fact]
    public void What_is_configured_is_set_when_a_camera_is_opened_and_again_on_the_next()
    {
        var controls = Create(("brightness", "10"), ("anti-flicker", "50HZ"), ("vertical-flip", "true"));
        for (var i = 0; i < 2; i++)
        {
            var camera = new ControlledSource(ControlledSource.Brightness, ControlledSource.AntiFlicker, ControlledSource.Flip);
            Open(controls, camera);
            Assert.Equal("brightness=10, anti-flicker=50hz, vertical-flip=ON", Text(controls));
            // Before the first picture, and not once more after it.
            Assert.Empty(camera.Knobs.Sets);
        }

        Assert.Empty(_said);
    }

    [Fact]
    public void What_was_set_since_holds_for_the_camera_that_comes_back()
    {
        var controls = Create(("brightness", "10"));
        Open(controls, new ControlledSource(ControlledSource.Brightness, ControlledSource.FocusNow));
        Assert.True(controls.TrySet("brightness", "-20", out var problem), problem);
        Assert.True(controls.TrySet("focus-now", "", out problem), problem);
        var again = new ControlledSource(ControlledSource.Brightness, ControlledSource.FocusNow);
        Open(controls, again);
        Assert.Equal("brightness=-20, focus-now=", Text(controls));
        Assert.Empty(again.Knobs.Sets);
    }

    [Fact]
    public void What_the_camera_does_not_have_or_take_is_said_once_and_hurts_nothing()
    {
        var controls = Create(("warp", "9"), ("brightness", "1000"), ("vertical-flip", "on"));
        for (var i = 0; i < 3; i++)
            Open(controls, new ControlledSource(ControlledSource.Brightness, ControlledSource.Flip));
        Assert.Equal("brightness=0, vertical-flip=ON", Text(controls));
        Assert.Equal(2, _said.Count);
        Assert.Contains("warp was not set: The camera has no control \"warp\". It has: brightness, vertical-flip.", _said[0], StringComparison.Ordinal);
        Assert.Contains("brightness is from -64 to 64", _said[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("brightness", "65", "from -64 to 64")]
    [InlineData("brightness", "bright", "from -64 to 64")]
    [InlineData("anti-flicker", "55hz", "one of off, 50hz, 60hz")]
    [InlineData("vertical-flip", "maybe", "is on or off")]
    [InlineData("warp", "1", "has no control \"warp\"")]
    public void A_command_that_is_not_allowed_changes_nothing_and_says_what_is(string name, string text, string words)
    {
        var controls = Create();
        Open(controls, new ControlledSource(ControlledSource.Brightness, ControlledSource.AntiFlicker, ControlledSource.Flip));
        var before = Text(controls);
        Assert.False(controls.TrySet(name, text, out var problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
        Assert.Equal(before, Text(controls));
    }

    [Fact]
    public void Before_a_camera_was_open_nothing_can_be_set()
    {
        var controls = Create();
        Assert.Empty(controls.List());
        Assert.False(controls.TrySet("brightness", ControlValue.Of(1.0), out var problem));
        Assert.Contains("was not open yet", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void While_the_camera_is_away_its_controls_are_still_listed()
    {
        var controls = Create();
        Open(controls, new ControlledSource(ControlledSource.Brightness));
        controls.Attach(new ControlledSource(ControlledSource.Brightness));
        Assert.Equal("brightness=0", Text(controls));
    }

    [Fact]
    public void A_configuration_that_was_read_again_is_set_at_once_and_only_where_it_changed()
    {
        var controls = Create(("brightness", "10"), ("anti-flicker", "50hz"));
        var camera = new ControlledSource(ControlledSource.Brightness, ControlledSource.AntiFlicker);
        Open(controls, camera);
        Assert.True(controls.TrySet("anti-flicker", "off", out _));
        camera.Knobs.Sets.Clear();
        controls.Apply(Map(("brightness", "12"), ("anti-flicker", "50hz")));
        Assert.Equal(["brightness=12"], camera.Knobs.Sets);
        controls.Apply(Map(("brightness", "99")));
        Assert.Contains("from -64 to 64", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_listens_is_told_of_every_change()
    {
        var controls = Create();
        var told = 0;
        controls.Changed += () => told++;
        var camera = new ControlledSource(ControlledSource.Brightness);
        Open(controls, camera);
        Assert.Equal(1, told);
        camera.Knobs.TrySet("brightness", ControlValue.Of(5.0), out _);
        Assert.Equal(2, told);
        // One that is gone has nothing to say any more.
        Open(controls, new ControlledSource(ControlledSource.Brightness));
        told = 0;
        camera.Knobs.TrySet("brightness", ControlValue.Of(6.0), out _);
        Assert.Equal(0, told);
    }

    private static void Open(CameraControls controls, ControlledSource camera)
    {
        controls.Attach(camera);
        camera.Run(_ => { }, CancellationToken.None);
    }

    private static string Text(CameraControls controls) => string.Join(", ", controls.List().Select(control => $"{control.Name}={control.Value}"));

    private static Dictionary<string, string> Map(params (string Name, string Value)[] configured) =>
        configured.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);

    private CameraControls Create(params (string Name, string Value)[] configured) => new(Map(configured), new Lines(_said));

    private sealed class Lines(List<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception));
    }
}
