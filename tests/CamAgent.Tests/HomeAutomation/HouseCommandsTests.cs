using CamAgent.HomeAutomation;
using CamAgent.HomeAutomation.Commands;
using CamAgent.Tests.Signaling;
using Microsoft.Extensions.Logging;

namespace CamAgent.Tests.HomeAutomation;

public sealed class HouseCommandsTests
{
    private readonly ManualTime _time = new();
    private readonly RecordingLog _log = new();
    private readonly HouseCommands _commands;
    private readonly List<bool> _set = [];

    public HouseCommandsTests()
    {
        _commands = new HouseCommands(new HouseTopics("camagent", "homeassistant", "cam"), _time, _log);
        _commands.Add("output/led/set", payload =>
        {
            if (!SwitchPayload.TryRead(payload, out var on, out var problem))
                return problem;
            _set.Add(on);
            return null;
        });
    }

    [Fact]
    public void A_command_that_is_allowed_is_carried_out()
    {
        Send("ON");
        Send("OFF");
        Assert.Equal([true, false], _set);
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData("on")]
    [InlineData("")]
    [InlineData("ON\n")]
    [InlineData("{\"state\":\"ON\"}")]
    public void A_payload_that_is_not_allowed_changes_nothing_and_is_logged_once(string payload)
    {
        for (var i = 0; i < 5; i++)
            Send(payload);

        Assert.Empty(_set);
        Assert.Contains("allowed are ON and OFF", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_good_command_the_next_bad_one_is_said_again()
    {
        Send("?");
        Send("ON");
        Send("?");
        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public void What_the_broker_kept_from_earlier_is_no_command()
    {
        _commands.Receive("camagent/v1/cam/output/led/set", "ON"u8, retained: true);
        Assert.Empty(_set);
        Assert.Contains("without the retain flag", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_is_dropped_and_said_once()
    {
        for (var i = 0; i < 10_000; i++)
            Send(i % 2 == 0 ? "ON" : "OFF");
        Assert.InRange(_set.Count, 1, 60);
        Assert.Single(_log.Lines);

        _time.Advance(TimeSpan.FromSeconds(10));
        var before = _set.Count;
        Send("ON");
        Assert.Equal(before + 1, _set.Count);
    }

    [Theory]
    [InlineData("camagent/v1/other/output/led/set")]
    [InlineData("camagent/v1/cam")]
    [InlineData("camagent/v1/camera/output/led/set")]
    [InlineData("camagent/v1/cam/output/gone/set")]
    [InlineData("")]
    public void Topics_of_others_and_of_parts_that_are_gone_are_ignored(string topic)
    {
        _commands.Receive(topic, "ON"u8, retained: false);
        Assert.Empty(_set);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Ten_thousand_random_payloads_do_nothing_but_what_ON_and_OFF_do()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 10_000; i++)
        {
            var payload = new byte[random.Next(400)];
            random.NextBytes(payload);
            _time.Advance(TimeSpan.FromMilliseconds(100));
            _commands.Receive("camagent/v1/cam/output/led/set", payload, retained: false);
        }

        Assert.True(_set.Count == 0, $"seed {seed}");
        Assert.True(_log.Lines.Count == 1, $"seed {seed}: {_log.Lines.Count} lines");
    }

    private void Send(string payload) => _commands.Receive("camagent/v1/cam/output/led/set", System.Text.Encoding.UTF8.GetBytes(payload), retained: false);

    private sealed class RecordingLog : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
