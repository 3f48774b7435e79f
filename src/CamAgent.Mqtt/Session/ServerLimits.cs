using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt.Session;

/// <summary>§3.2.2.3: what the broker allows on this connection; absent properties, and MQTT 3.1.1, allow everything.</summary>
internal sealed record ServerLimits
{
    public static readonly ServerLimits None = new();

    public int ReceiveMaximum { get; init; } = ushort.MaxValue;

    public uint? MaximumPacketSize { get; init; }

    public QualityOfService MaximumQoS { get; init; } = QualityOfService.ExactlyOnce;

    public bool RetainAvailable { get; init; } = true;

    public static ServerLimits From(PacketProperties? properties) => properties is null ? None : new()
    {
        ReceiveMaximum = properties.ReceiveMaximum ?? ushort.MaxValue,
        MaximumPacketSize = properties.MaximumPacketSize,
        MaximumQoS = properties.MaximumQoS switch
        {
            null => QualityOfService.ExactlyOnce,
            true => QualityOfService.AtLeastOnce,
            false => QualityOfService.AtMostOnce,
        },
        RetainAvailable = properties.RetainAvailable ?? true,
    };
}
