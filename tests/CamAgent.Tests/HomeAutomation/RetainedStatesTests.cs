using CamAgent.HomeAutomation.States;
using CamAgent.Tests.Signaling;

namespace CamAgent.Tests.HomeAutomation;

public sealed class RetainedStatesTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeHouseBroker _broker = new();
    private readonly RetainedStates _states;

    public RetainedStatesTests()
    {
        _states = new RetainedStates(_broker, _time);
        _broker.Connect();
    }

    public void Dispose() => _states.Dispose();

    [Fact]
    public void A_state_is_sent_retained_when_it_changes_and_not_when_it_does_not()
    {
        _states.Set("a", "ON");
        _states.Set("a", "ON");
        _states.Set("a", "OFF");

        Assert.Equal([new("a", "ON", true), new("a", "OFF", true)], _broker.Messages);
    }

    [Fact]
    public void Changes_that_come_too_fast_are_told_by_the_last_when_its_time_has_come()
    {
        var second = TimeSpan.FromSeconds(1);
        _states.Set("t", "1", second);
        _states.Set("t", "2", second);
        _states.Set("t", "3", second);
        Assert.Equal(["1"], _broker.PayloadsOf("t"));

        _time.Advance(second);

        Assert.Equal(["1", "3"], _broker.PayloadsOf("t"));
    }

    [Fact]
    public void Many_parts_with_pauses_of_their_own_share_the_timer()
    {
        _states.Set("slow", "1", TimeSpan.FromSeconds(10));
        _states.Set("quick", "1", TimeSpan.FromSeconds(1));
        _states.Set("slow", "2", TimeSpan.FromSeconds(10));
        _states.Set("quick", "2", TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["1", "2"], _broker.PayloadsOf("quick"));
        Assert.Equal(["1"], _broker.PayloadsOf("slow"));

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(["1", "2"], _broker.PayloadsOf("slow"));
    }

    [Fact]
    public void Without_a_broker_nothing_queues_and_the_latest_is_sent_when_it_is_back()
    {
        _broker.Disconnect();
        for (var i = 0; i < 1000; i++)
            _states.Set("a", $"{i}");
        Assert.Empty(_broker.Messages);

        _broker.Connect();
        _states.SendAll();

        Assert.Equal(["999"], _broker.PayloadsOf("a"));
    }

    [Fact]
    public void What_the_full_queue_refused_is_sent_a_second_later()
    {
        _broker.IsFull = true;
        _states.Set("a", "ON");
        _broker.IsFull = false;

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["ON"], _broker.PayloadsOf("a"));
    }

    [Fact]
    public void A_state_taken_back_is_forgotten_by_the_broker()
    {
        _states.Set("a", "21.5");
        _states.Clear("a");
        _states.Clear("a");

        Assert.Equal(["21.5", ""], _broker.PayloadsOf("a"));
        Assert.False(_states.Knows("a"));
    }

    [Theory]
    [InlineData(21.4567, 1, "21.5")]
    [InlineData(-0.04, 1, "0")]
    [InlineData(1013.25, 0, "1013")]
    [InlineData(1e-9, 2, "0")]
    [InlineData(1e9, 2, "1000000000")]
    public void A_number_has_the_decimals_that_mean_something(double value, int decimals, string expected) =>
        Assert.Equal(expected, MeasuredNumber.Format(value, decimals));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_not_known_is_not_sent_as_0(double value) => Assert.Null(MeasuredNumber.Format(value, 1));
}
