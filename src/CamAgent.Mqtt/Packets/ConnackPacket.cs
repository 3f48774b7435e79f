namespace CamAgent.Mqtt.Packets;

/// <summary>§3.2 CONNACK.</summary>
/// <param name="ReturnCode">The byte as sent by a server of MQTT 3.1.1, null from one of MQTT 5.</param>
internal sealed record ConnackPacket(bool SessionPresent, ReasonCode Code, PacketProperties? Properties = null, byte? ReturnCode = null) : MqttPacket
{
    /// <summary>MQTT 3.1.1 table 3.1 in the terms of MQTT 5; null for a reserved code.</summary>
    public static ReasonCode? FromReturnCode(byte code) => code switch
    {
        0 => ReasonCode.Success,
        1 => ReasonCode.UnsupportedProtocolVersion,
        2 => ReasonCode.ClientIdentifierNotValid,
        3 => ReasonCode.ServerUnavailable,
        4 => ReasonCode.BadUserNameOrPassword,
        5 => ReasonCode.NotAuthorized,
        _ => null,
    };
}
