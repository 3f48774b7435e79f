namespace CamAgent.WebRtc.Endpoint;

/// <summary>What came of an offer.</summary>
public abstract record PeerAnswer
{
    private PeerAnswer()
    {
    }

    /// <param name="Sdp">The answer with every candidate known by now.</param>
    /// <param name="Restarted">ICE was restarted in a session that lives on.</param>
    /// <param name="GatheringComplete">All candidates are in the answer; none will be trickled.</param>
    public sealed record Accepted(string Sdp, string UsernameFragment, string Password, bool Restarted, bool GatheringComplete) : PeerAnswer;

    /// <param name="Malformed">The text is no session description; otherwise it is one, but asks for what cannot be served.</param>
    public sealed record Rejected(string Message, bool Malformed) : PeerAnswer;

    /// <summary>Every place is taken, or the endpoint has more to do than it can.</summary>
    public sealed record Full(string Message) : PeerAnswer;
}
