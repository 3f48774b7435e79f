namespace CamAgent.Mqtt.Packets;

/// <summary>What the other side did wrong: the code that a DISCONNECT carries, and words for people.</summary>
internal readonly record struct ProtocolViolation(ReasonCode Code, string Message)
{
    public static ProtocolViolation Malformed(string message) => new(ReasonCode.MalformedPacket, message);

    public static ProtocolViolation Protocol(string message) => new(ReasonCode.ProtocolError, message);
}
