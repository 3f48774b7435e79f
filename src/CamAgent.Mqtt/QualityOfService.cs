namespace CamAgent.Mqtt;

/// <summary>What a delivery promises (MQTT 5 §4.3).</summary>
public enum QualityOfService : byte
{
    AtMostOnce = 0,
    AtLeastOnce = 1,
    ExactlyOnce = 2,
}
