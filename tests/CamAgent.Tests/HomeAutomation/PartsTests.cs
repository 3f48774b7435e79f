using CamAgent.Configuration;
using CamAgent.HomeAutomation;
using CamAgent.HomeAutomation.Parts;
using CamAgent.Streaming;
using CamAgent.Tests.Signaling;
using CamAgent.WebRtc;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.HomeAutomation;

public sealed class PartsTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeHouseBroker _broker = new();
    private readonly List<int> _applied = [];
    private readonly List<ViewerPresence> _watching = [];
    private readonly BitrateTarget _target;
    private readonly ViewersPart _viewers;
    private readonly House _house;
    private BitrateConfiguration _bitrate = new(150, 1200, 3000);
    private int _restarts;

    public PartsTests()
    {
        _target = new BitrateTarget(() => _bitrate, _applied.Add);
        _viewers = new ViewersPart(() => _watching, _time);
        _house = new House(
            _broker,
            new HouseTopics("camagent", "homeassistant", "cam"),
            static () => new("cam", "Cam", "1.0"),
            [new BitratePart(_target, () => _bitrate), _viewers, new RestartPart(() => _restarts++)],
            SecureRandomSource.Instance,
            _time,
            NullLogger.Instance);
        _house.Start();
        _broker.Connect();
        _time.Advance(TimeSpan.FromSeconds(1));
        _broker.Messages.Clear();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public void At_the_start_the_limit_is_the_highest_bitrate_and_the_quality_auto()
    {
        Assert.Equal("3000", _broker.Retained["camagent/v1/cam/bitrate/state"]);
        Assert.Equal("auto", _broker.Retained["camagent/v1/cam/quality/state"]);
        Assert.Equal(1200, _target.TargetKbps);
    }

    [Theory]
    [InlineData("low", 750)]
    [InlineData("medium", 1500)]
    [InlineData("high", 3000)]
    [InlineData("auto", 1200)]
    public void A_quality_takes_its_share_and_is_confirmed(string quality, int kbps)
    {
        _broker.Deliver("camagent/v1/cam/quality/set", quality);
        Assert.Equal(kbps * 1000, _applied[^1]);
        Assert.Equal(quality, _broker.Retained["camagent/v1/cam/quality/state"]);
    }

    [Fact]
    public void The_limit_holds_whatever_the_quality()
    {
        _broker.Deliver("camagent/v1/cam/bitrate/set", "800");
        _broker.Deliver("camagent/v1/cam/quality/set", "high");
        Assert.Equal(800_000, _applied[^1]);
        Assert.Equal("800", _broker.Retained["camagent/v1/cam/bitrate/state"]);
    }

    [Theory]
    [InlineData("bitrate", "149")]
    [InlineData("bitrate", "3001")]
    [InlineData("bitrate", "NaN")]
    [InlineData("bitrate", "800 kbit/s")]
    [InlineData("bitrate", "")]
    [InlineData("quality", "HIGH")]
    [InlineData("quality", "highest")]
    public void A_value_that_is_not_allowed_changes_nothing(string what, string payload)
    {
        _broker.Deliver($"camagent/v1/cam/{what}/set", payload);
        Assert.Empty(_applied);
        Assert.Empty(_broker.Messages);
    }

    [Fact]
    public void Another_range_in_the_configuration_is_announced_and_kept()
    {
        _broker.Deliver("camagent/v1/cam/quality/set", "high");
        _bitrate = new(100, 500, 1000);
        _target.Refresh();

        Assert.Equal(1_000_000, _applied[^1]);
        Assert.Equal("1000", _broker.Retained["camagent/v1/cam/bitrate/state"]);
        Assert.Contains("\"max\":1000", _broker.Retained["homeassistant/device/cam/config"], StringComparison.Ordinal);
    }

    [Fact]
    public void Who_watches_is_told_with_path_and_rate()
    {
        _watching.Add(new("session1", "alice", _time.GetUtcNow(), "srflx", 0));
        _viewers.Changed();
        _watching[0] = _watching[0] with { BytesSent = 1_250_000 };
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(
            """{"count":1,"viewers":[{"viewer":"alice","since":"2026-01-02T03:04:06Z","path":"srflx","kbps":1000}]}""",
            _broker.Retained["camagent/v1/cam/viewers/state"]);
    }

    [Fact]
    public void When_the_last_has_left_nobody_watches_and_nothing_is_sent_any_more()
    {
        _watching.Add(new("session1", "alice", _time.GetUtcNow(), "host", 0));
        _viewers.Changed();
        _watching.Clear();
        _viewers.Changed();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("""{"count":0,"viewers":[]}""", _broker.Retained["camagent/v1/cam/viewers/state"]);

        _broker.Messages.Clear();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_broker.Messages);
    }

    [Fact]
    public void A_pressed_restart_restarts_and_a_retained_one_does_not()
    {
        _broker.Deliver("camagent/v1/cam/restart/press", "PRESS", retained: true);
        Assert.Equal(0, _restarts);
        _broker.Deliver("camagent/v1/cam/restart/press", "PRESS");
        Assert.Equal(1, _restarts);
    }
}
