namespace CamAgent.Streaming;

/// <summary>The viewers' sessions as signaling sees them, whichever way the messages come (MQTT, WHEP, copy and paste).</summary>
internal interface IViewerSessions
{
    /// <summary>Answers an offer: a new session, or an ICE restart of the one with this name.</summary>
    ValueTask<OfferOutcome> OfferAsync(ViewerOffer offer, ISessionObserver observer, CancellationToken cancellationToken);

    /// <summary>Restarts ICE of a session of this channel with the viewer's new credentials, without a description (WHEP); null where there is no such session.</summary>
    ValueTask<IceRestart?> RestartAsync(string session, string channel, string usernameFragment, string password, CancellationToken cancellationToken);

    /// <summary>Adds a candidate of the viewer; null text ends its candidates.</summary>
    CandidateOutcome AddCandidate(string session, ViewerCandidate candidate);

    /// <summary>Ends a session of this channel; others and unknown ones are ignored.</summary>
    void Close(string session, string channel, string reason);
}

/// <summary>What a session tells the signaling channel that made it. Called on the media loop: returns at once, never throws.</summary>
internal interface ISessionObserver
{
    /// <summary>A candidate found after the answer; null ends them.</summary>
    void LocalCandidate(LocalCandidate? candidate);

    /// <summary>The camera ended the session, or the viewer vanished.</summary>
    void Ended(string reason);
}

/// <param name="Session">The session's name: <c>[A-Za-z0-9_-]{8,64}</c>.</param>
/// <param name="Sdp">The offer as it came.</param>
/// <param name="Viewer">Who it is, when access is required; else null.</param>
/// <param name="Rights">What this viewer may do.</param>
/// <param name="Channel">For people and metrics: <c>mqtt</c>, <c>whep</c>, <c>paste</c>.</param>
internal sealed record ViewerOffer(string Session, string Sdp, string? Viewer, Access.ViewerRights Rights, string Channel);

/// <param name="Candidate">The candidate attribute's value (<c>candidate:…</c>); empty or null ends the candidates.</param>
internal readonly record struct ViewerCandidate(string? Candidate, string? SdpMid, int? SdpMLineIndex, string? UsernameFragment);

internal sealed record LocalCandidate(string Candidate, string SdpMid, int SdpMLineIndex, string UsernameFragment);

/// <summary>The camera's new generation of ICE.</summary>
/// <param name="Candidates">Each from <c>candidate:</c> on.</param>
/// <param name="GatheringComplete">There will be no others.</param>
internal sealed record IceRestart(string UsernameFragment, string Password, IReadOnlyList<string> Candidates, bool GatheringComplete);

internal enum CandidateOutcome
{
    Added,
    UnknownSession,
    Malformed,
    TooMany,
}

internal abstract record OfferOutcome
{
    private OfferOutcome()
    {
    }

    /// <param name="Sdp">The answer, with the candidates known so far.</param>
    /// <param name="IceUsernameFragment">Names this generation of ICE; the ETag of WHEP.</param>
    /// <param name="Restarted">The offer restarted ICE of a session that lives on.</param>
    internal sealed record Answered(string Sdp, string IceUsernameFragment, string IcePassword, bool Restarted, bool GatheringComplete = false) : OfferOutcome;

    /// <param name="RetryAfter">When to try again, where that helps.</param>
    internal sealed record Refused(Signaling.SignalErrorCode Code, string Message, TimeSpan? RetryAfter = null) : OfferOutcome;
}
