namespace CamAgent.HomeAutomation.Parts;

/// <summary>How a button was pressed.</summary>
internal enum Press
{
    Single,
    Double,
    Long,
}

/// <summary>
/// Tells single, double and long presses apart: a long one while it is held, a double one at its second press, and a single one when no second follows;
/// or the single one at once, with what it becomes told after it. Thread-safe; time runs on timers.
/// </summary>
internal sealed class PressDetector : IDisposable
{
    public static readonly TimeSpan LongAfter = TimeSpan.FromMilliseconds(800);
    public static readonly TimeSpan SecondWithin = TimeSpan.FromMilliseconds(350);

    private readonly Action<Press> _pressed;
    private readonly bool _singleAtOnce;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private State _state;

    /// <param name="pressed">Called on any thread; returns soon.</param>
    /// <param name="singleAtOnce">True for a doorbell: who stands at the door should not wait for a second press that hardly anybody makes.</param>
    public PressDetector(Action<Press> pressed, bool singleAtOnce, TimeProvider time)
    {
        _pressed = pressed;
        _singleAtOnce = singleAtOnce;
        _timer = time.CreateTimer(_ => TimeIsUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum State
    {
        Idle,

        /// <summary>Held for the first time; it may become long.</summary>
        Down,

        /// <summary>Let go; a second press may follow.</summary>
        Between,

        /// <summary>Told already; the rest is waited for.</summary>
        Told,
    }

    public void Down()
    {
        var told = (Press?)null;
        lock (_gate)
        {
            switch (_state)
            {
                case State.Idle:
                    told = _singleAtOnce ? Press.Single : null;
                    _state = State.Down;
                    Wait(LongAfter);
                    break;
                case State.Between:
                    told = Press.Double;
                    _state = State.Told;
                    Wait(null);
                    break;
            }
        }

        if (told is { } press)
            _pressed(press);
    }

    public void Up()
    {
        lock (_gate)
        {
            if (_state == State.Down)
            {
                _state = State.Between;
                Wait(SecondWithin);
            }
            else if (_state == State.Told)
            {
                _state = State.Idle;
                Wait(null);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void TimeIsUp()
    {
        var told = (Press?)null;
        lock (_gate)
        {
            switch (_state)
            {
                case State.Down:
                    told = Press.Long;
                    _state = State.Told;
                    break;
                case State.Between:
                    told = _singleAtOnce ? null : Press.Single;
                    _state = State.Idle;
                    break;
            }
        }

        if (told is { } press)
            _pressed(press);
    }

    private void Wait(TimeSpan? duration) => _timer.Change(duration ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
