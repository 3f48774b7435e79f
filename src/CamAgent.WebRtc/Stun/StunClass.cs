namespace CamAgent.WebRtc.Stun;

/// <summary>The two class bits, where they stand in the message type (RFC 8489 §5).</summary>
public enum StunClass : ushort
{
    Request = 0x0000,
    Indication = 0x0010,
    SuccessResponse = 0x0100,
    ErrorResponse = 0x0110,
}
