using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc;

/// <summary>What a session has to say to its owner.</summary>
public abstract record PeerEvent
{
    private PeerEvent()
    {
    }

    /// <summary>ICE found a path and DTLS agreed on keys: media flows.</summary>
    public sealed record Connected : PeerEvent;

    /// <summary>The viewer needs an IDR picture.</summary>
    public sealed record KeyFrameRequested(KeyFrameCause Cause) : PeerEvent;

    /// <summary>A candidate of this side that was not in the description.</summary>
    /// <param name="Candidate">The <c>candidate:</c> value.</param>
    public sealed record LocalCandidate(string Candidate, string Mid, int MediaLineIndex) : PeerEvent;

    /// <summary>No further candidates of this side come.</summary>
    public sealed record EndOfLocalCandidates : PeerEvent;

    /// <summary>An mDNS name is to be looked up; the answer goes to <see cref="PeerSession.NameResolved"/>.</summary>
    public sealed record ResolveName(string Name) : PeerEvent;

    /// <summary>Checks are about to be sent from a relayed address to the path's remote one: its TURN server has to permit that.</summary>
    public sealed record RelayPathNeeded(NetworkPath Path) : PeerEvent;

    /// <summary>Datagrams with this ufrag are no longer this session's: ICE was restarted.</summary>
    public sealed record UsernameFragmentRetired(string UsernameFragment) : PeerEvent;
}
