using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Session;

/// <content>Subscriptions: wanted by us, granted by the broker, asked for again where a session did not survive.</content>
internal sealed partial class MqttSession
{
    // Filters in one SUBSCRIBE when a session starts anew: brokers limit them (AWS IoT: 8 in one packet).
    private const int FiltersPerPacket = 8;

    private readonly Dictionary<string, SubscriptionEntry> _subscriptions = new(StringComparer.Ordinal);
    private readonly Dictionary<ushort, SubscriptionEntry[]> _pendingSubscribes = [];
    private readonly Dictionary<ushort, string> _pendingUnsubscribes = [];

    // Given up without a connection: a broker that kept the session has to hear of it.
    private readonly HashSet<string> _unsubscribeOnResume = new(StringComparer.Ordinal);

    /// <summary>Wants a filter from now on; wanting it again replaces its settings.</summary>
    public SubscriptionEntry Subscribe(string filter, SubscriptionSettings settings)
    {
        var entry = new SubscriptionEntry(filter, settings, replaces: _subscriptions.GetValueOrDefault(filter));
        _subscriptions[filter] = entry;
        _unsubscribeOnResume.Remove(filter);
        if (Phase == SessionPhase.Connected)
            Send([entry]);
        return entry;
    }

    public void Unsubscribe(string filter)
    {
        if (!_subscriptions.Remove(filter, out var entry))
            return;
        entry.Abandon();
        if (Phase == SessionPhase.Connected)
            SendUnsubscribe(filter);
        else
            _unsubscribeOnResume.Add(filter);
    }

    private void ResumeSubscriptions(bool sessionPresent)
    {
        if (sessionPresent)
        {
            foreach (var filter in _unsubscribeOnResume)
                SendUnsubscribe(filter);
        }
        else
        {
            foreach (var entry in _subscriptions.Values)
                entry.Granted = false;
        }

        _unsubscribeOnResume.Clear();
        foreach (var entries in _subscriptions.Values.Where(entry => !entry.Granted).Chunk(FiltersPerPacket))
            Send(entries);
    }

    private void ForgetPendingSubscriptions()
    {
        foreach (var id in _pendingSubscribes.Keys)
            _identifiers.Release(id);
        foreach (var (id, filter) in _pendingUnsubscribes)
        {
            _identifiers.Release(id);
            if (!_subscriptions.ContainsKey(filter))
                _unsubscribeOnResume.Add(filter);
        }

        _pendingSubscribes.Clear();
        _pendingUnsubscribes.Clear();
    }

    private void Send(SubscriptionEntry[] entries)
    {
        var id = _identifiers.Allocate();
        _pendingSubscribes[id] = entries;
        WriteControl(new SubscribePacket(id, [.. entries.Select(entry => entry.Request)]));
    }

    private void SendUnsubscribe(string filter)
    {
        var id = _identifiers.Allocate();
        _pendingUnsubscribes[id] = filter;
        WriteControl(new UnsubscribePacket(id, [filter]));
    }

    private void HandleSubscribeAcknowledgement(SubscribeAcknowledgementPacket packet)
    {
        var known = packet.Type == PacketType.Suback
            ? _pendingSubscribes.Remove(packet.PacketId, out var entries)
            : _pendingUnsubscribes.Remove(packet.PacketId) & (entries = null) is null;
        if (!known)
        {
            Violated(ProtocolViolation.Protocol($"it answered a subscription {packet.PacketId} that was not asked for"));
            return;
        }

        _identifiers.Release(packet.PacketId);
        if (entries is null)
            return;
        if (packet.Codes.Count != entries.Length)
        {
            Violated(ProtocolViolation.Protocol($"it answered {entries.Length} topic filters with {packet.Codes.Count} codes"));
            return;
        }

        for (var i = 0; i < entries.Length; i++)
        {
            var result = new SubscribeResult(entries[i].Filter, packet.Codes[i], packet.Properties?.ReasonString);
            entries[i].Granted = result.IsGranted;
            entries[i].Answer(result);
            Tell(new SessionEvent.SubscriptionAnswered(result));
        }
    }
}
