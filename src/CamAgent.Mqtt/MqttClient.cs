using CamAgent.Mqtt.Connection;
using CamAgent.Mqtt.Session;
using CamAgent.Mqtt.Transport;

namespace CamAgent.Mqtt;

/// <summary>
/// An MQTT 5 and 3.1.1 client that stays connected: it retries until it is stopped, subscribes again where a session was lost, and keeps
/// publishes for the next connection within bounds. Members may be called from any thread, also from handlers and observers.
/// Observers of its events are called one after the other from its loops and should return at once.
/// </summary>
public sealed partial class MqttClient : IAsyncDisposable
{
    private readonly MqttClientOptions _options;
    private readonly TimeProvider _time;
    private readonly MqttEndpoint _endpoint;
    private readonly SessionDriver _driver;
    private readonly Random _random;
    private readonly Lock _lifecycle = new();
    private volatile MqttConnectionState _state = new MqttConnectionState.Stopped();
    private long _connectedAt;
    private Run? _run;
    private bool _disposed;

    /// <exception cref="ArgumentException">An option that is not allowed; the message names it.</exception>
    public MqttClient(MqttClientOptions options, TimeProvider? timeProvider = null)
        : this(options, timeProvider ?? TimeProvider.System, Random.Shared)
    {
    }

    internal MqttClient(MqttClientOptions options, TimeProvider timeProvider, Random random)
    {
        if (options.FindProblem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        _options = options;
        _time = timeProvider;
        _random = random;
        if (!MqttEndpoint.TryParse(options.Server, out var endpoint, out var error))
            throw new ArgumentException(error, nameof(options));
        _endpoint = endpoint;
        _driver = new(new(options, endpoint.InWords), timeProvider, Observe);
    }

    /// <summary>Every change of <see cref="State"/>, in order.</summary>
    public event Action<MqttConnectionState>? StateChanged;

    /// <summary>A message that will not arrive, in either direction.</summary>
    public event Action<DroppedMessage>? MessageDropped;

    /// <summary>The broker's answer to each subscription, also to those repeated after a reconnect.</summary>
    public event Action<SubscribeResult>? SubscriptionAnswered;

    /// <summary>A handler or an observer threw.</summary>
    public event Action<HandlerFault>? HandlerFailed;

    public MqttConnectionState State => _state;

    /// <summary>Begins to connect; returns at once. Does nothing when already started; may follow <see cref="StopAsync"/>.</summary>
    public void Start()
    {
        lock (_lifecycle)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _run ??= new(this);
        }
    }

    /// <summary>
    /// Sends what the broker still takes, then DISCONNECT, and ends; within about two seconds, whatever the broker does. Publishes that wait
    /// complete as <see cref="PublishOutcome.Abandoned"/>.
    /// </summary>
    /// <param name="publishWill">Has the broker publish the will all the same.</param>
    public async Task StopAsync(bool publishWill = false, CancellationToken cancellationToken = default)
    {
        Run? run;
        lock (_lifecycle)
            run = _run;
        if (run is null)
            return;
        await run.StopAsync(publishWill).WaitAsync(cancellationToken);
        lock (_lifecycle)
        {
            if (_run != run)
                return;
            _run = null;
            run.Dispose();
        }
    }

    /// <summary>Asks the broker for a sign of life now rather than when the keep-alive is due; a connection without an answer is given up as usual.</summary>
    public void Ping() => _driver.Do(static (session, now) => session.Ping(now));

    /// <summary>Waits for a connection; returns at once if there is one.</summary>
    public async Task<MqttConnectionState.Connected> WaitForConnectionAsync(CancellationToken cancellationToken = default)
    {
        var connected = new TaskCompletionSource<MqttConnectionState.Connected>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(MqttConnectionState state)
        {
            if (state is MqttConnectionState.Connected present)
                connected.TrySetResult(present);
        }

        StateChanged += Look;
        try
        {
            Look(State);
            return await connected.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            StateChanged -= Look;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lifecycle)
            _disposed = true;
        await StopAsync();
        await _driver.DisposeAsync();
    }

    private void Observe(SessionEvent sessionEvent)
    {
        switch (sessionEvent)
        {
            case SessionEvent.Connected connected:
                _connectedAt = _time.GetTimestamp();
                SetState(connected.State);
                break;
            case SessionEvent.Dropped dropped: Raise(MessageDropped, dropped.Message); break;
            case SessionEvent.SubscriptionAnswered answered: Raise(SubscriptionAnswered, answered.Result); break;
        }
    }

    private void SetState(MqttConnectionState state)
    {
        _state = state;
        Raise(StateChanged, state);
    }

    // An observer's fault must neither end the loop that tells it nor keep the news from the next.
    private void Raise<T>(Action<T>? observers, T argument)
    {
        foreach (var observer in Delegate.EnumerateInvocationList(observers))
        {
            try
            {
                observer(argument);
            }
            catch (Exception exception)
            {
                ReportFault(new(null, exception));
            }
        }
    }

    private void ReportFault(HandlerFault fault)
    {
        try
        {
            HandlerFailed?.Invoke(fault);
        }
        catch (Exception)
        {
            // The last to hear of it threw as well: there is nobody left to tell.
        }
    }
}
