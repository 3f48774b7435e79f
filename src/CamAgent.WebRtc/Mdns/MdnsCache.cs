using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Mdns;

/// <summary>Addresses that were asked for and found, as long as their records live: a viewer that reloads keeps its names.</summary>
internal sealed class MdnsCache
{
    private const int MaximumEntries = 64;

    /// <summary>RFC 6762 §10 has 120 s for host names; a longer life would be a stranger's wish.</summary>
    private static readonly TimeSpan MaximumLifetime = TimeSpan.FromSeconds(120);

    private readonly Dictionary<string, (TransportAddress Address, Instant ExpiresAt)> _entries = new(StringComparer.OrdinalIgnoreCase);

    public int Count => _entries.Count;

    public bool TryGet(string name, Instant now, out TransportAddress address)
    {
        address = default;
        if (!_entries.TryGetValue(name, out var entry))
            return false;
        if (now >= entry.ExpiresAt)
        {
            _ = _entries.Remove(name);
            return false;
        }

        address = entry.Address;
        return true;
    }

    public void Add(string name, TransportAddress address, TimeSpan timeToLive, Instant now)
    {
        if (_entries.Count >= MaximumEntries && !_entries.ContainsKey(name))
            RemoveOldest();
        _entries[name] = (address, now + (timeToLive < MaximumLifetime ? timeToLive : MaximumLifetime));
    }

    /// <summary>A goodbye (RFC 6762 §10.1).</summary>
    public void RemoveWhere(in MdnsRecord record)
    {
        foreach (var (name, entry) in _entries)
        {
            if (record.IsFor(name) && record.Address.SameHost(entry.Address))
            {
                _ = _entries.Remove(name);
                return;
            }
        }
    }

    private void RemoveOldest()
    {
        string? oldest = null;
        var expiresAt = Instant.Never;
        foreach (var (name, entry) in _entries)
        {
            if (entry.ExpiresAt < expiresAt)
                (oldest, expiresAt) = (name, entry.ExpiresAt);
        }

        if (oldest is not null)
            _ = _entries.Remove(oldest);
    }
}
