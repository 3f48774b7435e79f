using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt;

/// <summary>MQTT 5 §4.7: what a message is published to.</summary>
public static class TopicName
{
    public static bool IsValid(string topic) =>
        topic.Length > 0 && !topic.AsSpan().ContainsAny('+', '#') && MqttString.IsValid(topic);
}
