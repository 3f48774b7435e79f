using CamAgent.HomeAutomation.Parts;
using CamAgent.Tests.Signaling;

namespace CamAgent.Tests.HomeAutomation;

public sealed class PressDetectorTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly List<Press> _told = [];
    private readonly PressDetector _button;
    private readonly PressDetector _doorbell;

    public PressDetectorTests()
    {
        _button = new PressDetector(_told.Add, singleAtOnce: false, _time);
        _doorbell = new PressDetector(_told.Add, singleAtOnce: true, _time);
    }

    public void Dispose()
    {
        _button.Dispose();
        _doorbell.Dispose();
    }

    [Fact]
    public void A_press_is_told_when_no_second_one_follows()
    {
        Hold(_button, 100);
        Assert.Empty(_told);
        _time.Advance(PressDetector.SecondWithin);
        Assert.Equal([Press.Single], _told);
    }

    [Fact]
    public void A_second_press_soon_after_makes_it_a_double_one_at_once()
    {
        Hold(_button, 100);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        _button.Down();
        Assert.Equal([Press.Double], _told);

        _button.Up();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([Press.Double], _told);
    }

    [Fact]
    public void A_long_press_is_told_while_it_is_held_and_letting_go_tells_nothing_more()
    {
        _button.Down();
        _time.Advance(PressDetector.LongAfter);
        Assert.Equal([Press.Long], _told);
        _button.Up();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([Press.Long], _told);
    }

    [Fact]
    public void Two_presses_with_a_pause_are_two_single_ones()
    {
        Hold(_button, 100);
        _time.Advance(PressDetector.SecondWithin);
        Hold(_button, 100);
        _time.Advance(PressDetector.SecondWithin);
        Assert.Equal([Press.Single, Press.Single], _told);
    }

    [Fact]
    public void A_doorbell_rings_at_once_and_tells_after_it_what_the_press_has_become()
    {
        _doorbell.Down();
        Assert.Equal([Press.Single], _told);
        _time.Advance(TimeSpan.FromSeconds(5));
        _doorbell.Up();
        Assert.Equal([Press.Single, Press.Long], _told);

        Hold(_doorbell, 100);
        Hold(_doorbell, 100);
        Assert.Equal([Press.Single, Press.Long, Press.Single, Press.Double], _told);
    }

    [Fact]
    public void Any_sequence_tells_at_most_one_press_for_each_time_down()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var downs = 0;
        var isDown = false;
        for (var i = 0; i < 10_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(600)));
            // Repeated edges, as a line that was lost and found gives.
            isDown = random.Next(5) == 0 ? isDown : !isDown;
            if (isDown)
            {
                _button.Down();
                downs++;
            }
            else
            {
                _button.Up();
            }
        }

        Assert.True(_told.Count > 0 && _told.Count <= downs, $"seed {seed}: {_told.Count} told of {downs}");
    }

    private void Hold(PressDetector detector, int milliseconds)
    {
        detector.Down();
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        detector.Up();
    }
}
