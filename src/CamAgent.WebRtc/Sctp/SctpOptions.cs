using CamAgent.WebRtc.Dtls;

namespace CamAgent.WebRtc.Sctp;

/// <summary>An association's limits and times. The defaults are the product's; tests choose others.</summary>
internal sealed record SctpOptions
{
    internal static readonly SctpOptions Default = new();

    /// <summary>Both sides' port within DTLS: what <c>a=sctp-port</c> said (RFC 8841 §5).</summary>
    internal ushort LocalPort { get; init; } = 5000;

    internal ushort RemotePort { get; init; } = 5000;

    /// <summary>Bytes of a packet at most. Fixed by what a DTLS record may carry; nothing is discovered (RFC 8261 §5 leaves it to the application).</summary>
    internal int MaximumPacketSize { get; init; } = DtlsSession.MaximumApplicationData & ~3;

    /// <summary>Bytes of a message that the other side may send; more ends the association.</summary>
    internal int MaximumIncomingMessage { get; init; } = 256 * 1024;

    /// <summary>Bytes of a message that the other side said it takes.</summary>
    internal int MaximumOutgoingMessage { get; init; } = 256 * 1024;

    /// <summary>Bytes of memory for what has arrived and was not yet taken; the window that is announced.</summary>
    internal int ReceiveCapacity { get; init; } = 1024 * 1024;

    /// <summary>Bytes of memory for what one stream has accepted and was not yet acknowledged.</summary>
    internal int StreamCapacity { get; init; } = 1024 * 1024;

    /// <summary>As before, for all streams together.</summary>
    internal int SendCapacity { get; init; } = 4 * 1024 * 1024;

    /// <summary>RFC 9260 §6.3.1 wants 1 s until the first measurement, and so have we.</summary>
    internal TimeSpan InitialTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>§16 suggests 1 s. A browser acknowledges within 200 ms, and a person waits.</summary>
    internal TimeSpan MinimumTimeout { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>§16 suggests 60 s. Whether the path lives is ICE's to find out, within seconds; once it does again nobody should wait for a minute.</summary>
    internal TimeSpan MaximumTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>§6.2: an acknowledgement may wait for a second packet or for data to go with, at most 500 ms.</summary>
    internal TimeSpan AcknowledgementDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>§16, Valid.Cookie.Life.</summary>
    internal TimeSpan CookieLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>§16, HB.interval: how long nothing may be heard until the peer is asked.</summary>
    internal TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>§16, Max.Init.Retransmits, is 8; at 4 s apart that is too soon while the session still hopes.</summary>
    internal int MaximumInitRetransmissions { get; init; } = 16;

    /// <summary>Data that waits this long without a single acknowledgement of more of it ends the association: a peer that does not read costs memory.</summary>
    internal TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The first TSN and the tags come from the random source unless a test says otherwise.</summary>
    internal uint? InitialTsn { get; init; }
}
