namespace CamAgent.WebRtc;

/// <summary>One session as it is now.</summary>
/// <param name="Session">Its name.</param>
/// <param name="LocalCandidateType">host, srflx, prflx or relay; empty before a pair is selected.</param>
/// <param name="RoundTripTime">By the viewer's receiver reports, else by ICE; null before either.</param>
/// <param name="FractionLost">Of the last report interval, 0 to 1.</param>
/// <param name="BytesSent">RTP payload and headers, without IP and UDP.</param>
public sealed record PeerStatistics(
    string Session,
    PeerState State,
    string LocalCandidateType,
    string RemoteCandidateType,
    string Path,
    TimeSpan? RoundTripTime,
    double FractionLost,
    long PacketsSent,
    long BytesSent,
    long Retransmissions,
    long NackPackets,
    long PictureLossIndications,
    long FramesSent,
    long FramesDropped)
{
    /// <summary>Of the data channels' association; null where there is none.</summary>
    public Sctp.SctpStatistics? DataChannels { get; init; }
}
