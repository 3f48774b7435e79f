namespace CamAgent.WebRtc.Sctp;

internal enum SctpEventKind
{
    /// <summary>Messages can flow.</summary>
    Established,

    /// <summary>It is over; nothing follows.</summary>
    Closed,

    /// <summary>The other side has begun its direction of a stream anew: it closes the channel.</summary>
    IncomingReset,

    /// <summary>As before, for every stream.</summary>
    AllIncomingReset,

    /// <summary>The other side knows that this side's direction of a stream begins anew.</summary>
    OutgoingReset,

    /// <summary>A stream that refused a message has room again.</summary>
    Writable,
}

/// <param name="Reason">Of <see cref="SctpEventKind.Closed"/>, for people; else empty.</param>
internal readonly record struct SctpEvent(SctpEventKind Kind, ushort Stream = 0, string Reason = "");
