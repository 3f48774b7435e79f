using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>What the endpoint tells about one session. Called on the media loop: returns at once and does not throw.</summary>
public interface IPeerObserver
{
    /// <summary>A candidate found after the answer was given; its <c>candidate:</c> value.</summary>
    void LocalCandidate(string candidate, string mid, int mediaLineIndex, string usernameFragment);

    /// <summary>No further candidates come.</summary>
    void EndOfLocalCandidates(string usernameFragment);

    /// <summary>The first and every further time the session can carry media.</summary>
    void Connected();

    /// <summary>Hears what happens on the session's data channels; asked once, when it is made. Null has none: their line in an offer is rejected.</summary>
    IDataChannelObserver? DataChannels => null;

    /// <summary>The session is over; nothing follows.</summary>
    void Ended(string reason);
}
