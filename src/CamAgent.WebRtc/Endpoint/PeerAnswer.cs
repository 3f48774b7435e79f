namespace CamAgent.WebRtc.Endpoint;

/// <summary>What came of an offer, or of a restart.</summary>
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

    /// <summary>ICE was restarted without a description (RFC 9725 §4.4.2): what the viewer needs of this side's new generation.</summary>
    /// <param name="Candidates">Their <c>candidate:</c> values, as far as they are known.</param>
    /// <param name="GatheringComplete">These are all; none will be trickled.</param>
    public sealed record IceRestarted(string UsernameFragment, string Password, IReadOnlyList<string> Candidates, bool GatheringComplete) : PeerAnswer;

    /// <summary>The session that was meant is not there any more; or the one that was to be new is there already.</summary>
    public sealed record Gone(string Message) : PeerAnswer;

    /// <summary>Every place is taken, the endpoint has more to do than it can, or it is stopping.</summary>
    public sealed record Full(string Message) : PeerAnswer;
}
