namespace CamAgent.Signaling.Mqtt;

/// <summary>
/// The way to viewers: publishes to <c>camagent/v1/{id}/rtc/{session}/down</c> with QoS 1, not retained, expiring after 30 s.
/// </summary>
internal interface ISignalTransport
{
    /// <summary>
    /// Queues a message and returns at once; without a broker it is lost. Called under a lock, from any thread:
    /// it never throws and never calls back.
    /// </summary>
    /// <param name="payload">Belongs to the transport from now on.</param>
    void Send(string session, ReadOnlyMemory<byte> payload);
}
