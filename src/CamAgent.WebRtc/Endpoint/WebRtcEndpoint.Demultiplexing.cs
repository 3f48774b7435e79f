using System.Text;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>Whose datagram is it? By its path once that is known, by the ufrag in the first connectivity check before (RFC 8445 §7.3).</summary>
public sealed partial class WebRtcEndpoint
{
    private readonly Dictionary<NetworkPath, SessionEntry> _paths = [];
    private readonly Dictionary<string, SessionEntry> _byUsernameFragment = new(StringComparer.Ordinal);
    private long _datagrams;
    private long _discarded;

    private void Dispatch(in NetworkPath path, Span<byte> datagram, Instant now)
    {
        _datagrams++;
        var kind = DatagramClassifier.Classify(datagram);
        var handled = kind switch
        {
            DatagramKind.Stun => DispatchStun(path, datagram, now),
            DatagramKind.Dtls or DatagramKind.Rtp or DatagramKind.Rtcp => DispatchMedia(path, datagram, now),
            _ => false,
        };
        if (!handled)
            _discarded++;
    }

    private bool DispatchMedia(in NetworkPath path, Span<byte> datagram, Instant now)
    {
        if (!_paths.TryGetValue(path, out var entry))
            return false;
        entry.IsDirty = true;
        return entry.Peer.HandleDatagram(path, datagram, now);
    }

    private bool DispatchStun(in NetworkPath path, Span<byte> message, Instant now)
    {
        Span<byte> fragment = stackalloc byte[MaximumFragment];
        if (IceCredentials.TryReadLocalUfrag(message, out var local) && local.Length <= MaximumFragment)
        {
            // A request: the first half of USERNAME is the ufrag that we gave this session.
            Span<char> text = stackalloc char[MaximumFragment];
            var length = Encoding.ASCII.GetChars(local, text);
            if (!_byUsernameFragment.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out var asked))
                return false;
            asked.IsDirty = true;
            if (!asked.Peer.HandleDatagram(path, message, now))
                return false;
            LearnPath(path, asked);
            return true;
        }

        // A response: the session that owns the path, else whoever knows the transaction.
        if (_paths.TryGetValue(path, out var owner) && owner.Peer.HandleDatagram(path, message, now))
        {
            owner.IsDirty = true;
            return true;
        }

        foreach (var entry in _entries)
        {
            if (ReferenceEquals(entry, owner) || !entry.Peer.HandleDatagram(path, message, now))
                continue;
            entry.IsDirty = true;
            LearnPath(path, entry);
            return true;
        }

        return _gatherer.HandleStun(path, message, now);
    }

    // Only authenticated messages come here: nobody takes over a path without the session's password.
    private void LearnPath(in NetworkPath path, SessionEntry entry)
    {
        if (_paths.TryGetValue(path, out var known) && ReferenceEquals(known, entry))
            return;
        if (known is null && _paths.Count >= MaximumPathsPerSession * _options.MaximumSessions)
            return;
        _paths[path] = entry;
    }

    private const int MaximumFragment = 256;
    private const int MaximumPathsPerSession = 32;

    private void Forget(SessionEntry entry)
    {
        foreach (var path in _paths.Where(pair => ReferenceEquals(pair.Value, entry)).Select(pair => pair.Key).ToList())
            _paths.Remove(path);
        foreach (var fragment in _byUsernameFragment.Where(pair => ReferenceEquals(pair.Value, entry)).Select(pair => pair.Key).ToList())
            _byUsernameFragment.Remove(fragment);
    }
}
