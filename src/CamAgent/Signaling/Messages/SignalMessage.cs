using CamAgent.Streaming;

namespace CamAgent.Signaling.Messages;

/// <summary>A message from a viewer (contract §4, direction <c>up</c>) in the form that its rules allow.</summary>
internal abstract record SignalMessage
{
    private SignalMessage()
    {
    }

    /// <param name="Nonce">16 to 64 characters of base64url, as transmitted.</param>
    /// <param name="Mac">As transmitted: whether it has the form of a MAC at all is for the check to say.</param>
    internal sealed record Hello(string? Viewer, string Nonce, string? Mac) : SignalMessage;

    /// <param name="Sdp">The decoded string; what the MAC covers is its UTF-8.</param>
    internal sealed record Offer(string Sdp, string? Mac) : SignalMessage;

    /// <param name="Value">An empty text ends the candidates.</param>
    internal sealed record Candidate(ViewerCandidate Value) : SignalMessage;

    internal sealed record Bye(string? Reason) : SignalMessage;
}

/// <summary>Why a message was refused, for the <c>error</c> that answers it. Never repeats what the message said.</summary>
internal readonly record struct SignalFault(SignalErrorCode Code, string Message);
