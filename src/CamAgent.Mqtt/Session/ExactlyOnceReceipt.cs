namespace CamAgent.Mqtt.Session;

/// <summary>§4.3.3: that a message of QoS 2 is here and must not be delivered again before the broker releases its identifier.</summary>
internal sealed class ExactlyOnceReceipt(int connection)
{
    /// <summary>The connection that last carried its PUBLISH: PUBREC belongs there.</summary>
    public int Connection { get; set; } = connection;

    /// <summary>The handlers are done with it.</summary>
    public bool Handled { get; set; }
}
