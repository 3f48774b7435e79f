using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Mdns;

/// <summary>
/// Finds the addresses behind the <c>.local</c> names that browsers put into their candidates, by multicast DNS (RFC 6762). It owns no
/// socket: its owner sends what
/// <see cref="TryPollTransmit"/> gives to <see cref="IPv4Group"/> and <see cref="IPv6Group"/>, and hands in what arrives.
/// </summary>
/// <remarks>Not thread-safe: one loop drives it.</remarks>
public sealed class MdnsResolver
{
    public const ushort Port = 5353;

    /// <summary>224.0.0.251 (RFC 6762 §3).</summary>
    public static readonly TransportAddress IPv4Group = TransportAddress.FromBytes([224, 0, 0, 251], Port);

    /// <summary>ff02::fb, on whichever interface it is sent.</summary>
    public static readonly TransportAddress IPv6Group = TransportAddress.FromBytes([0xFF, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFB], Port);

    /// <summary>No query is longer.</summary>
    public const int MaximumMessageSize = MdnsQuery.MaximumSize;

    private const int MaximumLookups = 32;
    private const int MaximumEvents = 4 * MaximumLookups;

    private readonly List<MdnsLookup> _lookups = [];
    private readonly Queue<MdnsEvent> _events = new();
    private readonly Queue<MdnsLookup> _outgoing = new();
    private readonly MdnsCache _cache = new();

    public Instant NextTimeout
    {
        get
        {
            var next = Instant.Never;
            foreach (var lookup in _lookups)
                next = Instant.Min(next, lookup.DueAt);
            return next;
        }
    }

    /// <summary>
    /// Asks for a name at 0, 1, 3 and 7 s; within 10 s there is an event with its address, or with none. A name that is asked for already,
    /// or was found a
    /// while ago, costs no query.
    /// </summary>
    /// <returns>False where nothing will come of it: not a name below <c>.local</c>, or too many are being asked for.</returns>
    public bool TryResolve(string name, Instant now)
    {
        if (!DnsName.IsLocal(name) || _events.Count >= MaximumEvents)
            return false;
        if (_cache.TryGet(name, now, out var address))
        {
            _events.Enqueue(new(name, address));
            return true;
        }

        if (_lookups.Exists(lookup => string.Equals(lookup.Name, name, StringComparison.OrdinalIgnoreCase)))
            return true;
        if (_lookups.Count >= MaximumLookups)
            return false;
        _lookups.Add(new(name, now));
        HandleTimeout(now);
        return true;
    }

    /// <summary>Takes a datagram from the multicast socket.</summary>
    /// <param name="source">Where it came from; its interface index goes with a link-local address in the answer.</param>
    public void HandleMessage(TransportAddress source, ReadOnlySpan<byte> message, Instant now)
    {
        // RFC 6762 §6: an answer from another port is to be ignored.
        if (source.Port != Port || !MdnsResponse.TryParse(message, out var response))
            return;
        while (response.TryReadNext(out var record))
        {
            if (record.TimeToLive == TimeSpan.Zero)
            {
                _cache.RemoveWhere(record);
                continue;
            }

            if (record.Address.IsAny || record.Address.IsMulticast || FindLookup(record) is not { } lookup)
                continue;
            var address = InScopeOf(source, record.Address);
            _ = _lookups.Remove(lookup);
            _cache.Add(lookup.Name, address, record.TimeToLive, now);
            _events.Enqueue(new(lookup.Name, address));
        }
    }

    public void HandleTimeout(Instant now)
    {
        for (var i = _lookups.Count - 1; i >= 0; i--)
        {
            var lookup = _lookups[i];
            if (now >= lookup.EndsAt)
            {
                _lookups.RemoveAt(i);
                _events.Enqueue(new(lookup.Name, default));
            }
            else if (now >= lookup.NextQueryAt)
            {
                lookup.OnQueried(now);
                // What the owner did not fetch is not worth queueing up.
                if (_outgoing.Count < MaximumLookups)
                    _outgoing.Enqueue(lookup);
            }
        }
    }

    /// <param name="destination">At least <see cref="MaximumMessageSize"/> bytes.</param>
    public bool TryPollTransmit(Span<byte> destination, out int length)
    {
        while (_outgoing.TryDequeue(out var lookup))
        {
            if (!_lookups.Contains(lookup))
                continue;
            // RFC 6762 §5.4: the first question may be answered to us alone; if that is lost, the others go to everyone.
            length = MdnsQuery.Write(destination, lookup.Name, unicastResponse: lookup.Queries <= 1);
            return true;
        }

        length = 0;
        return false;
    }

    public bool TryPollEvent(out MdnsEvent mdnsEvent) => _events.TryDequeue(out mdnsEvent);

    private MdnsLookup? FindLookup(in MdnsRecord record)
    {
        foreach (var lookup in _lookups)
        {
            if (record.IsFor(lookup.Name))
                return lookup;
        }

        return null;
    }

    private static TransportAddress InScopeOf(TransportAddress source, TransportAddress address)
    {
        if (!address.IsIPv6 || !address.IsLinkLocal)
            return address;
        Span<byte> bytes = stackalloc byte[16];
        _ = address.WriteAddress(bytes);
        return TransportAddress.FromBytes(bytes, 0, source.ScopeId);
    }
}
