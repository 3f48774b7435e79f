namespace CamAgent.Mqtt;

/// <summary>Where a client stands; exactly one of the nested types.</summary>
public abstract record MqttConnectionState
{
    private MqttConnectionState()
    {
    }

    /// <summary>Not started, or stopped.</summary>
    public sealed record Stopped : MqttConnectionState;

    /// <param name="Attempt">From 1; counts since the last stable connection.</param>
    public sealed record Connecting(int Attempt) : MqttConnectionState;

    /// <param name="ClientId">As given, or as the broker assigned it.</param>
    /// <param name="SessionPresent">The broker continued a session; subscriptions of it are still in force.</param>
    /// <param name="KeepAlive">In force, after the broker's override.</param>
    /// <param name="MaximumPacketSize">Bytes that the broker takes; null where it set no limit.</param>
    public sealed record Connected(
        MqttVersion Version, string ClientId, bool SessionPresent, TimeSpan KeepAlive, uint? MaximumPacketSize, string? ReasonString) : MqttConnectionState;

    /// <param name="Delay">From now until the next attempt.</param>
    /// <param name="NextAttempt">The same by the wall clock.</param>
    public sealed record WaitingToRetry(MqttFault Fault, TimeSpan Delay, DateTimeOffset NextAttempt) : MqttConnectionState
    {
        /// <summary>The reason in words.</summary>
        public string Reason => Fault.Message;
    }
}
