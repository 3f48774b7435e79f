namespace CamAgent.Mqtt.Transport;

/// <summary>No transport could be opened; the fault says why.</summary>
internal sealed class TransportException(MqttFault fault, Exception? inner = null) : IOException(fault.Message, inner)
{
    public MqttFault Fault { get; } = fault;
}
