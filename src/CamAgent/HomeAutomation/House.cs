using CamAgent.HomeAutomation.Commands;
using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;
using CamAgent.HomeAutomation.States;
using CamAgent.WebRtc;

namespace CamAgent.HomeAutomation;

/// <summary>
/// The device in the house: announces its entities, keeps their states at the broker and takes commands (contract §6). Everything is said again on
/// every connect, and a random moment after Home Assistant has started, so that a hundred cameras do not answer at once.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    // The broker sends what it retained right after it has taken the subscription; whoever has nothing retained is announced after this pause.
    private static readonly TimeSpan WaitForRetained = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBirthDelay = TimeSpan.FromSeconds(5);

    private readonly IHouseBroker _broker;
    private readonly Func<DeviceDescription> _device;
    private readonly IReadOnlyList<IHousePart> _parts;
    private readonly EntityBuilder _entities;
    private readonly RandomSource _random;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly List<IAsyncDisposable> _subscriptions = [];
    private IReadOnlyList<AnnouncedComponent> _announced = [];
    private ReadOnlyMemory<byte> _message;
    private bool _retainedIsKnown;
    private int _statesAreWanted;

    public House(
        IHouseBroker broker,
        HouseTopics topics,
        Func<DeviceDescription> device,
        IReadOnlyList<IHousePart> parts,
        RandomSource random,
        TimeProvider time,
        ILogger log)
    {
        _broker = broker;
        _device = device;
        _parts = parts;
        _random = random;
        _log = log;
        Topics = topics;
        _entities = new EntityBuilder(topics);
        States = new RetainedStates(broker, time);
        Commands = new HouseCommands(topics, time, log);
        _timer = time.CreateTimer(_ => AnnounceLater(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public HouseTopics Topics { get; }

    public RetainedStates States { get; }

    public HouseCommands Commands { get; }

    /// <summary>To be called before the broker's connection is started: then nothing it says is missed.</summary>
    public void Start()
    {
        foreach (var part in _parts)
            part.Start(this);
        _subscriptions.Add(_broker.Subscribe(Topics.Discovery, OnDiscovery));
        _subscriptions.Add(_broker.Subscribe(Topics.Birth, OnBirth));
        foreach (var filter in (ReadOnlySpan<string>)["+/set", "+/+/set", "+/take", "+/press"])
            _subscriptions.Add(_broker.Subscribe(Topics.Of(filter), Commands.Receive));
        _broker.Connected += OnConnected;
    }

    /// <summary>Says something of this moment, which nobody keeps; lost where there is no broker.</summary>
    public void Say(string subtopic, ReadOnlyMemory<byte> payload) => _broker.TryPublish(Topics.Of(subtopic), payload, retain: false);

    /// <summary>A part has other entities than before: says so where that is true.</summary>
    public void DescriptionChanged() => Announce(again: false);

    public async ValueTask DisposeAsync()
    {
        _broker.Connected -= OnConnected;
        foreach (var subscription in _subscriptions)
            await subscription.DisposeAsync();
        await _timer.DisposeAsync();
        foreach (var part in _parts)
            part.Dispose();
        States.Dispose();
    }

    private void OnConnected()
    {
        States.SendAll();
        bool known;
        lock (_gate)
            known = _retainedIsKnown;
        if (known)
            Announce(again: true);
        else
            _timer.Change(WaitForRetained, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What an earlier run, perhaps of an older version, had announced: the entities that are no more are taken away.</summary>
    private void OnDiscovery(string topic, ReadOnlySpan<byte> payload, bool retained)
    {
        if (!retained)
            return;
        lock (_gate)
        {
            if (_retainedIsKnown)
                return;
            _announced = AnnouncedComponent.Read(payload.ToArray());
        }

        Announce(again: true);
    }

    private void OnBirth(string topic, ReadOnlySpan<byte> payload, bool retained)
    {
        // Retained, it says that Home Assistant was there before us: it has our message, or gets it now by connecting.
        if (!retained && payload.SequenceEqual("online"u8))
        {
            Volatile.Write(ref _statesAreWanted, 1);
            _timer.Change(LongestBirthDelay * _random.NextDouble(), Timeout.InfiniteTimeSpan);
        }
    }

    private void AnnounceLater()
    {
        Announce(again: true);
        if (Interlocked.Exchange(ref _statesAreWanted, 0) != 0)
            States.SendAll();
    }

    /// <param name="again">Also where it is what was said last.</param>
    private void Announce(bool again)
    {
        lock (_gate)
        {
            // Until the timer or the retained message says so, what is to be removed is not known.
            if (!_broker.IsConnected || (!again && !_retainedIsKnown))
                return;
            _retainedIsKnown = true;
            var components = _parts.SelectMany(part => part.Describe(_entities)).ToList();
            var ids = components.Select(static component => component.Id).ToHashSet(StringComparer.Ordinal);
            var removed = _announced.Where(earlier => !ids.Contains(earlier.Id)).ToList();
            var device = _device();
            var message = DeviceMessage.Write(device, Topics, components, []);
            if (!again && removed.Count == 0 && message.Span.SequenceEqual(_message.Span))
                return;
            if (removed.Count > 0)
            {
                // First with the platform alone, by which they are dropped; then without, so that they do not stay in the retained message for ever.
                _broker.TryPublish(Topics.Discovery, DeviceMessage.Write(device, Topics, components, removed), retain: true);
                foreach (var gone in removed)
                    ForgetStates(gone.Id);
            }

            if (!_broker.TryPublish(Topics.Discovery, message, retain: true))
                return;
            _message = message;
            _announced = [.. components.Select(static component => new AnnouncedComponent(component.Id, component.Platform))];
            HomeAutomationLog.Announced(_log, components.Count, removed.Count);
        }
    }

    /// <summary>An entity's id tells its topics: <c>sensor_t</c> has <c>sensor/t/state</c>.</summary>
    private void ForgetStates(string id)
    {
        if (id.IndexOf('_', StringComparison.Ordinal) is not (> 0 and var border) || id[..border] is not ("input" or "output" or "sensor" or "control"))
            return;
        var part = $"{id[..border]}/{id[(border + 1)..]}";
        if (TopicIsPlain(part))
        {
            States.Forget(Topics.Of($"{part}/state"));
            States.Forget(Topics.AvailabilityOf(part));
        }
    }

    // The id came from the broker: nothing that would reach beyond its place.
    private static bool TopicIsPlain(string part) => part.Length <= 80 && part.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && part.AsSpan().IndexOfAny("+#") < 0;
}
