namespace CamAgent.Mqtt;

/// <summary>What the broker publishes when the client is gone without a DISCONNECT (MQTT 5 §3.1.2.5).</summary>
/// <param name="Message">Its payload is at most 65535 bytes.</param>
/// <param name="Delay">How long the broker waits for the client to come back, in whole seconds; MQTT 5 only, and not beyond the session's expiry.</param>
public sealed record MqttWill(MqttMessage Message, TimeSpan Delay = default);
