namespace CamAgent.WebRtc.Sctp.DataChannels;

/// <summary>
/// The data channels of one session over one association (RFC 8831). Driven as the association is; what happens is told to the observer
/// within the call that it happens in.
/// </summary>
internal sealed partial class DataChannelSet
{
    /// <summary>Channels at a time; the other side's further ones are closed at once.</summary>
    internal const int MaximumChannels = 64;

    // RFC 8832 §6: 65535 is not used.
    private const int MaximumId = 65534;

    private readonly SctpAssociation _association;
    private readonly SctpOptions _options;
    private readonly bool _isDtlsClient;
    private readonly Dictionary<ushort, DataChannel> _channels = [];
    private readonly Dictionary<ushort, ClosingStream> _closing = [];
    private Instant _now;

    internal DataChannelSet(SctpOptions options, SctpMemory memory, RandomSource random, bool isDtlsClient, IDataChannelObserver observer)
    {
        _association = new SctpAssociation(options, memory, random);
        _options = options;
        Observer = observer;
        _isDtlsClient = isDtlsClient;
    }

    /// <summary>A stream that is being reset, in one direction or the other. Without a channel it was never wanted.</summary>
    private readonly record struct ClosingStream(DataChannel? Channel, bool IsOutgoingReset, bool IsIncomingReset);

    internal IDataChannelObserver Observer { get; }

    internal SctpState State => _association.State;

    internal SctpStatistics Statistics => _association.Statistics;

    /// <summary>Why it ended; empty before.</summary>
    internal string EndReason { get; private set; } = "";

    internal Instant NextTimeout => _association.NextTimeout;

    internal IReadOnlyCollection<DataChannel> Channels => _channels.Values;

    internal void Connect(Instant now)
    {
        _now = now;
        _association.Connect(now);
    }

    internal bool HandlePacket(ReadOnlySpan<byte> packet, Instant now)
    {
        _now = now;
        var handled = _association.HandlePacket(packet, now);
        Drain();
        return handled;
    }

    internal void HandleTimeout(Instant now)
    {
        _now = now;
        _association.HandleTimeout(now);
        Drain();
    }

    internal bool TryPollTransmit(Instant now, Span<byte> destination, out int length)
    {
        _now = now;
        return _association.TryPollTransmit(now, destination, out length);
    }

    /// <summary>Opens a channel. Messages can be sent at once.</summary>
    /// <returns>Null where there are too many, or the association is over.</returns>
    /// <exception cref="ArgumentException">Label and protocol are too long.</exception>
    internal DataChannel? Open(DataChannelOptions options, Instant now)
    {
        _now = now;
        var open = EstablishmentMessage.WriteOpen(options);
        if (_channels.Count >= MaximumChannels || FindFreeId() is not { } id)
            return null;
        if (!_association.TrySend(id, (uint)PayloadProtocol.Establishment, isUnordered: false, Sending.Reliability.Full, open, now))
            return null;
        var channel = new DataChannel(this, id, options, _options.MaximumOutgoingMessage) { State = DataChannelState.Opening };
        _channels.Add(id, channel);
        return channel;
    }

    /// <summary>Says what the time is, before members of channels are used from outside of the observer.</summary>
    internal void Enter(Instant now) => _now = now;

    internal DataChannel? Find(ushort id) => _channels.GetValueOrDefault(id);

    /// <summary>Ends all channels at once. What tells the other side can still be polled.</summary>
    internal void Abort(string reason)
    {
        _association.Abort(reason);
        Drain();
    }

    /// <summary>Ends them once everything that was accepted has arrived.</summary>
    internal void Shutdown(Instant now)
    {
        _now = now;
        _association.Shutdown(now);
        Drain();
    }

    internal int BufferedAmount(DataChannel channel) => IsCurrent(channel) ? _association.BufferedBytes(channel.Id) : 0;

    internal bool TrySend(DataChannel channel, ReadOnlySpan<byte> message, bool isBinary)
    {
        if (channel.State > DataChannelState.Open || message.Length > channel.MaximumMessageSize)
            return false;
        var protocol = (isBinary, message.IsEmpty) switch
        {
            (true, false) => PayloadProtocol.Binary,
            (true, true) => PayloadProtocol.EmptyBinary,
            (false, false) => PayloadProtocol.String,
            (false, true) => PayloadProtocol.EmptyString,
        };
        var options = channel.Options;
        var reliability = _association.Capabilities.HasFlag(Wire.PeerCapabilities.ForwardTsn)
            ? new Sending.Reliability(options.MaximumRetransmissions, options.MaximumLifetime)
            : Sending.Reliability.Full;
        // RFC 8832 §6: ordered until the other side has answered, so that nothing overtakes the OPEN.
        var isUnordered = !options.IsOrdered && channel.State == DataChannelState.Open;
        return _association.TrySend(channel.Id, (uint)protocol, isUnordered, reliability, message.IsEmpty ? [0] : message, _now);
    }

    private bool IsCurrent(DataChannel channel) =>
        _channels.GetValueOrDefault(channel.Id) == channel || (_closing.TryGetValue(channel.Id, out var closing) && closing.Channel == channel);

    // RFC 8832 §6: even ids are the DTLS client's, odd ones the server's, so that both can open without asking.
    private bool IsOwn(ushort id) => (id % 2 == 0) == _isDtlsClient;

    private ushort? FindFreeId()
    {
        for (var id = _isDtlsClient ? 0 : 1; id <= MaximumId; id += 2)
        {
            if (!_channels.ContainsKey((ushort)id) && !_closing.ContainsKey((ushort)id))
                return (ushort)id;
        }

        return null;
    }
}
