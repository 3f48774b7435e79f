using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Ice;

/// <summary>A message in the transmit queue. Its bytes are made when it is taken out, straight into the datagram.</summary>
internal readonly record struct OutgoingMessage(NetworkPath Path, IceGeneration Generation, StunTransactionId TransactionId)
{
    /// <summary>Set for a request; everything else is a response.</summary>
    public ConnectivityCheck? Check { get; init; }

    /// <summary>0 for a success response.</summary>
    public int ErrorCode { get; init; }

    /// <summary>With 420: the first of the attributes that were not understood. One is enough to say why.</summary>
    public StunAttributeType Unknown { get; init; }
}
