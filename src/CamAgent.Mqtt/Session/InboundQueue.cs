using System.Diagnostics.CodeAnalysis;

namespace CamAgent.Mqtt.Session;

/// <summary>
/// Messages that wait for the handlers. QoS 1 and 2 are bounded by the receive maximum, QoS 0 by a count and by bytes: nothing else keeps a broker
/// from sending those faster than they are handled.
/// </summary>
internal sealed class InboundQueue(int maximumQoS0, long maximumQoS0Bytes)
{
    private readonly LinkedList<InboundDelivery> _deliveries = new();
    private long _qos0Bytes;
    private int _qos0Count;

    /// <summary>Of QoS 1 and 2.</summary>
    public int AcknowledgedCount => _deliveries.Count - _qos0Count;

    /// <returns>False when a message of QoS 0 finds no room.</returns>
    public bool TryEnqueue(InboundDelivery delivery)
    {
        if (delivery.Message.QoS == QualityOfService.AtMostOnce)
        {
            if (_qos0Count >= maximumQoS0 || _qos0Bytes + delivery.Message.Payload.Length > maximumQoS0Bytes)
                return false;
            _qos0Count++;
            _qos0Bytes += delivery.Message.Payload.Length;
        }

        _deliveries.AddLast(delivery);
        return true;
    }

    public bool TryDequeue([NotNullWhen(true)] out InboundDelivery? delivery)
    {
        delivery = _deliveries.First?.Value;
        if (delivery is null)
            return false;
        Remove(_deliveries.First!);
        return true;
    }

    /// <summary>Takes out deliveries of QoS 1 and 2, oldest first, until at most <paramref name="keep"/> are left.</summary>
    public void TrimAcknowledged(int keep, Action<InboundDelivery> dropped)
    {
        for (var node = _deliveries.First; node is not null && AcknowledgedCount > keep;)
        {
            var next = node.Next;
            if (node.Value.Message.QoS != QualityOfService.AtMostOnce)
            {
                Remove(node);
                dropped(node.Value);
            }

            node = next;
        }
    }

    private void Remove(LinkedListNode<InboundDelivery> node)
    {
        if (node.Value.Message.QoS == QualityOfService.AtMostOnce)
        {
            _qos0Count--;
            _qos0Bytes -= node.Value.Message.Payload.Length;
        }

        _deliveries.Remove(node);
    }
}
