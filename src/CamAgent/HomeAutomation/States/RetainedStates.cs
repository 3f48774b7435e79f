using System.Text;

namespace CamAgent.HomeAutomation.States;

/// <summary>
/// What every state topic says. A state goes out when it has become another, at most as often as its part allows, and all of them when the
/// broker is there again. Without a broker nothing queues up: the latest is what counts. Thread-safe.
/// </summary>
internal sealed class RetainedStates : IDisposable
{
    // When the broker's connection takes no more for now.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly IHouseBroker _broker;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private long _timerDue = long.MaxValue;

    public RetainedStates(IHouseBroker broker, TimeProvider time)
    {
        _broker = broker;
        _time = time;
        _timer = time.CreateTimer(_ => SendWhatIsDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="atMostEvery">Changes that come faster are told by their last; zero tells each.</param>
    public void Set(string topic, string payload, TimeSpan atMostEvery = default) => Set(topic, Encoding.UTF8.GetBytes(payload), atMostEvery);

    /// <param name="payload">Kept; not to be changed after.</param>
    public void Set(string topic, ReadOnlyMemory<byte> payload, TimeSpan atMostEvery = default)
    {
        lock (_gate)
        {
            if (!_states.TryGetValue(topic, out var state))
                _states[topic] = state = new State();
            else if (state.Payload.Span.SequenceEqual(payload.Span))
                return;
            state.Payload = payload;
            state.Interval = atMostEvery;
            state.IsDue = true;
            SendOrWait(topic, state);
        }
    }

    public void SetOnOff(string topic, bool on) => Set(topic, on ? "ON" : "OFF");

    /// <summary>Takes the state back: the broker forgets it too, at once or when it is there again.</summary>
    public void Clear(string topic)
    {
        lock (_gate)
        {
            if (_states.TryGetValue(topic, out var state) && !state.Payload.IsEmpty)
                Set(topic, ReadOnlyMemory<byte>.Empty);
        }
    }

    /// <summary>Has the broker forget a state that an earlier run had and this one does not keep.</summary>
    public void Forget(string topic)
    {
        lock (_gate)
        {
            if (!Knows(topic))
                _broker.TryPublish(topic, ReadOnlyMemory<byte>.Empty, retain: true);
        }
    }

    public bool Knows(string topic)
    {
        lock (_gate)
            return _states.TryGetValue(topic, out var state) && !state.Payload.IsEmpty;
    }

    /// <summary>Sends all of them again: the broker, or the house, may have forgotten.</summary>
    public void SendAll()
    {
        lock (_gate)
        {
            foreach (var (topic, state) in _states)
            {
                state.IsDue = true;
                Send(topic, state);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void SendWhatIsDue()
    {
        lock (_gate)
        {
            _timerDue = long.MaxValue;
            foreach (var (topic, state) in _states)
            {
                if (state.IsDue)
                    SendOrWait(topic, state);
            }
        }
    }

    private void SendOrWait(string topic, State state)
    {
        var since = state.SentAt is { } sent ? _time.GetElapsedTime(sent) : TimeSpan.MaxValue;
        if (since >= state.Interval)
            Send(topic, state);
        else
            WakeIn(state.Interval - since);
    }

    private void Send(string topic, State state)
    {
        // Everything is sent when the connection stands.
        if (!_broker.IsConnected)
            return;
        if (!_broker.TryPublish(topic, state.Payload, retain: true))
        {
            WakeIn(RetryAfter);
            return;
        }

        state.IsDue = false;
        state.SentAt = _time.GetTimestamp();
    }

    private void WakeIn(TimeSpan delay)
    {
        var due = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
        if (due >= _timerDue)
            return;
        _timerDue = due;
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private sealed class State
    {
        public ReadOnlyMemory<byte> Payload { get; set; }

        public TimeSpan Interval { get; set; }

        public long? SentAt { get; set; }

        public bool IsDue { get; set; }
    }
}
