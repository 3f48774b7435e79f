namespace CamAgent.Mqtt;

/// <summary>Why there is no connection.</summary>
/// <param name="Message">A sentence for people: what happened, to what, and what to do where that is known.</param>
/// <param name="Code">The broker's reason code, or the one the client gave it.</param>
/// <param name="ReasonString">The broker's own words; they are in <paramref name="Message"/> too.</param>
/// <param name="ServerReference">Where the broker sent the client to (MQTT 5 §4.13); the client does not follow by itself.</param>
public sealed record MqttFault(
    MqttFaultKind Kind, string Message, ReasonCode? Code = null, string? ReasonString = null, string? ServerReference = null);
