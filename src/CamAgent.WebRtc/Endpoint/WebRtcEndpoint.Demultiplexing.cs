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

    // Only authenticated messages come here: nobody is given a path without a session's password.
    private void LearnPath(in NetworkPath path, SessionEntry entry)
    {
        if (_paths.TryGetValue(path, out var known))
        {
            // The password of one session says nothing about another's path, and a source address is easily forged: an answer to our own
            // check, which went to that address, is not.
            if (ReferenceEquals(known, entry) || !entry.Peer.IsValidated(path))
                return;
            known.Paths.Remove(path);
        }

        if (entry.Paths.Count >= MaximumPathsPerSession)
            ForgetOnePath(entry);
        entry.Paths.Add(path);
        _paths[path] = entry;
    }

    /// <summary>Makes room for a path: the oldest that never answered goes first, the one that carries the media never.</summary>
    private void ForgetOnePath(SessionEntry entry)
    {
        var at = entry.Paths.FindIndex(path => !entry.Peer.IsValidated(path));
        if (at < 0)
            at = entry.Paths.FindIndex(path => path != entry.Peer.SelectedPath);
        _paths.Remove(entry.Paths[at]);
        entry.Paths.RemoveAt(at);
    }

    private const int MaximumFragment = 256;
    private const int MaximumPathsPerSession = 64;

    private void Forget(SessionEntry entry)
    {
        foreach (var path in entry.Paths)
            _paths.Remove(path);
        entry.Paths.Clear();
        foreach (var fragment in _byUsernameFragment.Where(pair => ReferenceEquals(pair.Value, entry)).Select(pair => pair.Key).ToList())
            _byUsernameFragment.Remove(fragment);
    }
}
