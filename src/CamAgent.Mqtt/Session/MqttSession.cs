using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Session;

/// <summary>
/// One client's session (§4.1) over any number of connections, without sockets, clocks or locks. The owner hands in received frames and
/// the time, takes out bytes by <see cref="WriteOutput"/>, deliveries by <see cref="TryTakeDelivery"/> and events by <see cref="TryTakeEvent"/>,
/// closes the connection once <see cref="Fault"/> is set, and calls <see cref="HandleTimeout"/> at <see cref="NextTimeout"/>.
/// Times are spans since an origin of the owner's choice. Calls must not overlap.
/// </summary>
internal sealed partial class MqttSession
{
    // What one WriteOutput gathers before the owner writes it out.
    private const int OutputBatch = 64 * 1024;

    // Control packets that a broker can provoke; the owner stops reading while more wait.
    private const int ControlBacklog = 64 * 1024;

    private readonly MqttClientOptions _options;
    private readonly string _broker;
    private readonly PacketBuffer _control = new();
    private readonly PacketIdentifiers _identifiers = new();
    private readonly Queue<SessionEvent> _events = new();
    private int _connection;
    private ServerLimits _limits = ServerLimits.None;

    /// <param name="broker">The broker in messages for people: "broker at host:1883".</param>
    public MqttSession(MqttClientOptions options, string broker)
    {
        _options = options;
        _broker = broker;
        _clientId = options.ClientId;
        _cleanStart = options.CleanStart;
        _queue = new(options.SendQueueMessages, options.SendQueueBytes);
        _inbound = new(options.ReceiveQueueQoS0, Math.Max(options.MaximumPacketSize, 1024 * 1024));
        _aliases = new(options.TopicAliasMaximum);
        Version = options.Version == MqttVersionPreference.V311Only ? MqttVersion.V311 : MqttVersion.V5;
    }

    public SessionPhase Phase { get; private set; }

    public MqttVersion Version { get; private set; }

    /// <summary>Why the connection must be closed; null while it need not.</summary>
    public MqttFault? Fault { get; private set; }

    /// <summary>The owner must not hand in further frames until this is false again: handlers or the socket are behind.</summary>
    public bool IsReadingPaused =>
        Fault is null && (_control.Length > ControlBacklog || AreHandlersBehind);

    // MQTT 3.1.1 has no receive maximum, so only an unread socket holds the broker back. A broker of MQTT 5 comes here only if it ignores ours:
    // mosquitto 2.0.11, Debian 12's, sends a whole window for every PUBACK once messages have queued up. §3.3.4 would have us disconnect with 0x93;
    // that would lose messages again and again with a broker in wide use, where not reading on loses none and bounds memory as well.
    private bool AreHandlersBehind => _inbound.AcknowledgedCount > _options.ReceiveMaximum;

    public TimeSpan NextTimeout
    {
        get
        {
            var expiry = _queue.EarliestExpiry;
            var connection = Phase switch
            {
                SessionPhase.ConnectSent => _connackDeadline,
                SessionPhase.Connected => NextKeepAlive,
                _ => TimeSpan.MaxValue,
            };
            return expiry < connection ? expiry : connection;
        }
    }

    public void HandleTimeout(TimeSpan now)
    {
        DropExpired(now);
        if (Phase == SessionPhase.ConnectSent && now >= _connackDeadline)
            Close(new(MqttFaultKind.TimedOut, $"{_broker} accepted the connection but did not answer CONNECT within {Words(_options.ConnectTimeout)}"));
        else if (Phase == SessionPhase.Connected)
            KeepAlive(now);
    }

    /// <param name="body">As cut by <see cref="FrameReader"/>.</param>
    public void HandleFrame(byte header, ReadOnlySpan<byte> body, TimeSpan now)
    {
        if (Phase is SessionPhase.Offline or SessionPhase.Closing)
            return;
        _lastReceived = now;
        if (PacketDecoder.TryDecode(header, body, Version, out var packet, out var violation))
            Handle(packet, now);
        else
            Violated(violation);
    }

    /// <summary>The broker broke the protocol: it is told why (MQTT 5 §4.13) and the connection ends.</summary>
    public void Violated(ProtocolViolation violation)
    {
        if (Phase is SessionPhase.Offline or SessionPhase.Closing)
            return;
        if (Phase == SessionPhase.Connected && Version == MqttVersion.V5)
            WriteControl(new DisconnectPacket(violation.Code));
        Close(new(MqttFaultKind.ProtocolViolation, $"{_broker} broke the protocol: {violation.Message} (0x{(byte)violation.Code:x2})", violation.Code));
    }

    /// <summary>The connection is to end, or has ended, for this reason; the first one counts.</summary>
    public void Close(MqttFault fault)
    {
        Fault ??= fault;
        if (Phase != SessionPhase.Offline)
            Phase = SessionPhase.Closing;
    }

    /// <summary>The connection is gone. What was in flight waits for the next.</summary>
    public void ConnectionEnded()
    {
        Phase = SessionPhase.Offline;
        _control.Clear();
        ForgetPendingSubscriptions();
        foreach (var message in _inFlight)
            message.SentOnThisConnection = false;
        _unacknowledged.Clear();
        _aliases.Clear();
        _pingSent = null;
    }

    /// <summary>Appends what is to be sent: control packets first, then publishes as far as the window allows, in batches.</summary>
    /// <returns>True if there was anything.</returns>
    public bool WriteOutput(PacketBuffer destination, TimeSpan now)
    {
        var before = destination.Length;
        _control.Written.Span.CopyTo(destination.Append(_control.Length));
        _control.Clear();
        if (Phase == SessionPhase.Connected)
            WritePublishes(destination, now, OutputBatch);
        var wrote = destination.Length > before;
        if (wrote)
            _lastSent = now;
        return wrote;
    }

    public bool TryTakeEvent(out SessionEvent? sessionEvent) => _events.TryDequeue(out sessionEvent);

    private void Handle(MqttPacket packet, TimeSpan now)
    {
        if (Phase == SessionPhase.ConnectSent)
        {
            if (packet is ConnackPacket connack)
                HandleConnack(connack, now);
            else
                Violated(ProtocolViolation.Protocol("its first packet is not CONNACK"));
            return;
        }

        switch (packet)
        {
            case PublishPacket publish: HandlePublish(publish); break;
            case AcknowledgementPacket { Type: PacketType.Puback } puback: HandlePuback(puback); break;
            case AcknowledgementPacket { Type: PacketType.Pubrec } pubrec: HandlePubrec(pubrec); break;
            case AcknowledgementPacket { Type: PacketType.Pubcomp } pubcomp: HandlePubcomp(pubcomp); break;
            case AcknowledgementPacket { Type: PacketType.Pubrel } pubrel: HandlePubrel(pubrel); break;
            case SubscribeAcknowledgementPacket answer: HandleSubscribeAcknowledgement(answer); break;
            case PingResponsePacket: HandlePingResponse(); break;
            case DisconnectPacket disconnect when Version == MqttVersion.V5: HandleDisconnect(disconnect); break;
            case ConnackPacket: Violated(ProtocolViolation.Protocol("it sent a second CONNACK")); break;
            // AUTH too: §4.12 allows it only after a CONNECT that named an authentication method.
            default: Violated(ProtocolViolation.Protocol($"it sent a packet that a client does not receive ({packet.GetType().Name})")); break;
        }
    }

    private void HandleDisconnect(DisconnectPacket packet)
    {
        var reason = packet.Properties?.ReasonString;
        var reference = packet.Properties?.ServerReference;
        Close(new(
            MqttFaultKind.Disconnected,
            $"{_broker} ended the connection: {packet.Code.InWords(reason)}{Redirection(reference)}",
            packet.Code,
            reason,
            reference));
    }

    private void WriteControl(MqttPacket packet) => PacketEncoder.Write(_control, packet, Version);

    private void Tell(SessionEvent sessionEvent) => _events.Enqueue(sessionEvent);

    private static string Redirection(string? reference) =>
        reference is null ? "" : $"; it names another server: {ReasonCodeText.Printable(reference)}";

    private static string Words(TimeSpan span) => FormattableString.Invariant($"{span.TotalSeconds:0.###} s");
}
