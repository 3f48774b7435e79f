using CamAgent.Signaling.Authentication;
using CamAgent.Signaling.Messages;
using CamAgent.Streaming;
using CamAgent.WebRtc;

namespace CamAgent.Signaling.Mqtt;

/// <summary>
/// Signaling over MQTT (contract §4): the protocol, without the client. Messages come in by <see cref="Receive"/>, go
/// out through <see cref="ISignalTransport"/>, and sessions are made through <see cref="IViewerSessions"/>.
/// Every call may come on any thread and returns at once; the sessions are never called under the lock, the transport always.
/// </summary>
internal sealed partial class MqttSignaling : IDisposable
{
    private const int MaximumViewerBuckets = 256;

    private readonly Lock _gate = new();
    private readonly MqttSignalingOptions _options;
    private readonly IViewerSessions _sessions;
    private readonly ISignalTransport _transport;
    private readonly ViewerAuthentication _authentication;
    private readonly TimeProvider _time;
    private readonly RandomSource _random;
    private readonly ILogger _logger;

    private readonly Dictionary<string, Conversation> _conversations = new(StringComparer.Ordinal);
    private readonly LinkedList<Conversation> _hellos = new();
    private readonly TokenBucket _strangers;
    private readonly TokenBucket _helloRate;
    private readonly TokenBucket _offerRate;
    private readonly TokenBucket _strangerOfferRate;
    private readonly TokenBucket _errors;
    private readonly TokenBucket _busyErrors;
    private readonly TokenBucket _floodLines = new(new RateLimit(1.0 / 60, 1));
    private readonly TokenBucket _refusalLines = new(new RateLimit(0.2, 20));
    private readonly KeyedTokenBuckets<string> _viewerRequests;
    private readonly CancellationTokenSource _stopping = new();
    private int _offering;

    public MqttSignaling(
        MqttSignalingOptions options,
        IViewerSessions sessions,
        IViewerDirectory directory,
        ISignalTransport transport,
        TimeProvider time,
        RandomSource random,
        ILogger<MqttSignaling> logger)
    {
        _options = options;
        _sessions = sessions;
        _transport = transport;
        _authentication = new ViewerAuthentication(directory, time, random);
        _time = time;
        _random = random;
        _logger = logger;
        _strangers = new TokenBucket(options.Strangers);
        _helloRate = new TokenBucket(options.Hellos);
        _offerRate = new TokenBucket(options.Offers);
        _strangerOfferRate = new TokenBucket(options.StrangerOffers);
        _errors = new TokenBucket(options.Errors);
        _busyErrors = new TokenBucket(options.BusyErrors);
        _viewerRequests = new KeyedTokenBuckets<string>(options.ViewerRequests, MaximumViewerBuckets);
    }

    public SignalingCounters Counters { get; } = new();

    /// <summary>Sessions known here, greeted ones included.</summary>
    public int ConversationCount
    {
        get
        {
            lock (_gate)
                return _conversations.Count;
        }
    }

    /// <summary>Takes one message of a viewer. Whatever it is, nothing is thrown and nothing waits.</summary>
    /// <param name="session">The topic's level, as it came.</param>
    /// <param name="payload">Is not kept.</param>
    /// <param name="retained">The broker had kept the message (contract §4: ignored).</param>
    public void Receive(string session, ReadOnlySpan<byte> payload, bool retained)
    {
        if (retained)
        {
            Counters.Count(SignalDrop.Retained);
            return;
        }

        if (!SessionName.IsValid(session))
        {
            Counters.Count(SignalDrop.InvalidSession);
            return;
        }

        var now = _time.GetInstant();
        if (!Admit(session, now))
            return;
        if (!SignalMessageReader.TryRead(payload, out var message, out var fault))
        {
            Counters.Count(SignalKind.Invalid);
            _logger.MessageNotUnderstood(LogText.Session(session), fault.Message);
            Refuse(session, fault, now);
            return;
        }

        switch (message)
        {
            case SignalMessage.Hello hello:
                Counters.Count(SignalKind.Hello);
                OnHello(session, hello, now);
                break;
            case SignalMessage.Offer offer:
                Counters.Count(SignalKind.Offer);
                OnOffer(session, offer, now);
                break;
            case SignalMessage.Candidate candidate:
                Counters.Count(SignalKind.Candidate);
                OnCandidate(session, candidate.Value, now);
                break;
            case SignalMessage.Bye bye:
                Counters.Count(SignalKind.Bye);
                OnBye(session, bye);
                break;
        }
    }

    /// <summary>Gives up the offers being answered. Live sessions are the sessions' to end.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>A known session has a rate of its own, so that a flood of strangers does not reach it.</summary>
    private bool Admit(string session, Instant now)
    {
        List<Conversation>? released;
        bool admitted;
        lock (_gate)
        {
            released = ForgetExpiredHellos(now);
            admitted = (_conversations.TryGetValue(session, out var conversation) ? conversation.Messages : _strangers).TryTake(now);
            if (!admitted)
                DropSurplus(session, now);
        }

        foreach (var conversation in released ?? [])
            ApplyCandidates(conversation);
        return admitted;
    }

    /// <summary>Under the lock. A viewer above a limit is told so as long as few are.</summary>
    private void DropSurplus(string session, Instant now)
    {
        Counters.Count(SignalDrop.Flood);
        if (_floodLines.TryTake(now))
            _logger.Flooded(LogText.Session(session));
        if (_busyErrors.TryTake(now))
            SendError(session, new SignalFault(SignalErrorCode.Busy, "Too many messages. Try again in a few seconds."), now);
    }

    /// <summary>Under the lock.</summary>
    private Conversation GetOrAdd(string session)
    {
        if (!_conversations.TryGetValue(session, out var conversation))
        {
            conversation = new Conversation(this, session, _options);
            _conversations.Add(session, conversation);
        }

        return conversation;
    }

    /// <summary>Under the lock. False when it was removed before.</summary>
    private bool Remove(Conversation conversation)
    {
        DropHello(conversation);
        conversation.Live = false;
        conversation.Held.Clear();
        conversation.Unsent.Clear();
        return IsKnown(conversation) && _conversations.Remove(conversation.Session);
    }

    /// <summary>Under the lock. A session of the same name may have taken its place.</summary>
    private bool IsKnown(Conversation conversation) =>
        _conversations.TryGetValue(conversation.Session, out var current) && current == conversation;
}
