using CamAgent.Mqtt.Packets;
using CamAgent.Mqtt.Session;

namespace CamAgent.Mqtt.Connection;

/// <summary>
/// Gives a session what it lacks by design: a clock, a timer and a lock. Whoever changes the session does it by <see cref="Do"/>, which arms
/// the timer, wakes whom it concerns and passes on the session's events, outside the lock.
/// </summary>
internal sealed class SessionDriver : IAsyncDisposable
{
    private readonly Lock _gate = new();

    // Held while observers run, so that events arrive in order whichever thread passes them on; re-entered where an observer calls back.
    private readonly Lock _observing = new();
    private readonly MqttSession _session;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly ITimer _timer;
    private readonly Action<SessionEvent> _observe;
    private TimeSpan _armedFor = TimeSpan.MaxValue;

    public SessionDriver(MqttSession session, TimeProvider time, Action<SessionEvent> observe)
    {
        _session = session;
        _time = time;
        _observe = observe;
        _origin = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((SessionDriver)state!).TimerFired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>There may be bytes to send, or the connection is to be closed.</summary>
    public Wakeup Output { get; } = new();

    /// <summary>There may be deliveries for the handlers.</summary>
    public Wakeup Deliveries { get; } = new();

    /// <summary>Reading may be possible again.</summary>
    public Wakeup Reading { get; } = new();

    /// <summary>Called when the session wants its connection closed.</summary>
    public Action? Closing { get; set; }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    public void Do(Action<MqttSession, TimeSpan> step) => Do(step, static (session, step, now) =>
    {
        step(session, now);
        return true;
    });

    public TResult Do<TArgument, TResult>(TArgument argument, Func<MqttSession, TArgument, TimeSpan, TResult> step)
    {
        TResult result;
        bool closing;
        lock (_gate)
        {
            result = step(_session, argument, Now);
            closing = _session.Fault is not null;
            Arm();
        }

        Output.Signal();
        Deliveries.Signal();
        Reading.Signal();
        if (closing)
            Closing?.Invoke();
        PassEvents();
        return result;
    }

    /// <summary>Looks without changing: nobody is woken.</summary>
    public TResult Look<TResult>(Func<MqttSession, TResult> look)
    {
        lock (_gate)
            return look(_session);
    }

    /// <summary>Takes the next delivery for the handlers.</summary>
    public InboundDelivery? TakeDelivery()
    {
        lock (_gate)
        {
            if (!_session.TryTakeDelivery(out var delivery))
                return null;
            Reading.Signal();
            return delivery;
        }
    }

    /// <returns>Whether the connection is to be closed after these bytes.</returns>
    public bool TakeOutput(PacketBuffer destination)
    {
        bool closing;
        lock (_gate)
        {
            _session.WriteOutput(destination, Now);
            closing = _session.Fault is not null;
            Arm();
        }

        Reading.Signal();
        PassEvents();
        return closing;
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void TimerFired()
    {
        lock (_gate)
            _armedFor = TimeSpan.MaxValue;
        Do(static (session, now) => session.HandleTimeout(now));
    }

    private void Arm()
    {
        var next = _session.NextTimeout;
        if (next == _armedFor)
            return;
        _armedFor = next;
        if (next == TimeSpan.MaxValue)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // A timer counts whole milliseconds and must not come before its time; one cannot be set further than 49 days ahead.
        var due = Math.Clamp(Math.Ceiling((next - Now).TotalMilliseconds), 0, TimeSpan.FromDays(40).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(due), Timeout.InfiniteTimeSpan);
    }

    private void PassEvents()
    {
        lock (_observing)
        {
            while (Look(static session => session.TryTakeEvent(out var taken) ? taken : null) is { } sessionEvent)
                _observe(sessionEvent);
        }
    }
}
