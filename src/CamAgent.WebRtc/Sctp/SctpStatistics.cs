namespace CamAgent.WebRtc.Sctp;

/// <summary>An association as it is now.</summary>
/// <param name="RoundTripTime">Smoothed; null before the first measurement.</param>
/// <param name="BytesSent">Payload of DATA chunks, retransmissions included.</param>
/// <param name="BytesReceived">Payload of DATA chunks, duplicates not counted.</param>
/// <param name="Retransmissions">DATA chunks sent again.</param>
/// <param name="Timeouts">How often nothing came back in time (T3).</param>
/// <param name="MessagesAbandoned">Partially reliable messages that were given up.</param>
/// <param name="Violations">Packets and chunks of the peer that were against the standard, or not for this association.</param>
/// <param name="CongestionWindow">In bytes.</param>
/// <param name="InFlight">Bytes sent and neither acknowledged nor taken for lost.</param>
/// <param name="Held">Bytes of memory in use for messages that have arrived and were not yet taken, and for those accepted and not yet acknowledged.</param>
public readonly record struct SctpStatistics(
    TimeSpan? RoundTripTime,
    long BytesSent,
    long BytesReceived,
    long Retransmissions,
    long Timeouts,
    long MessagesAbandoned,
    long Violations,
    int CongestionWindow,
    int InFlight,
    int Held);
