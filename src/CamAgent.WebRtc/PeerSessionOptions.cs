using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.DataChannels;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc;

/// <summary>What a session is given at its birth.</summary>
public sealed record PeerSessionOptions
{
    /// <summary>For statistics; any text.</summary>
    public required string Name { get; init; }

    /// <summary>Of this side's certificate, for the description.</summary>
    public required SdpFingerprint Fingerprint { get; init; }

    /// <summary>For the wall-clock times in sender reports.</summary>
    public required NtpClock Clock { get; init; }

    /// <summary>Hears what happens on data channels; null has none, and their line in an offer is rejected.</summary>
    public IDataChannelObserver? DataChannels { get; init; }

    /// <summary>Shared by the sessions of one loop; null for one of its own.</summary>
    internal SctpMemory? DataChannelMemory { get; init; }

    /// <summary>A session that was described but finds no path within this time ends.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// A connected session that hears nothing authentic for this long ends: the viewer has vanished. Browsers send connectivity checks about every
    /// 2.5 s and receiver reports every second, so this is several losses in a row; RFC 7675's 30 s would stream into the void for longer than
    /// the product allows.
    /// </summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(8);
}
