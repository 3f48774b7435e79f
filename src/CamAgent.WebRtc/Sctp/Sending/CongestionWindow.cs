using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Sctp.Sending;

/// <summary>How many bytes may be on their way (RFC 9260 §7.2): slow start, congestion avoidance, and halving for losses.</summary>
/// <param name="packet">Bytes of payload that a packet carries at most: PMDCS.</param>
internal sealed class CongestionWindow(int packet)
{
    // RFC 9260 §7.2.1 allows 4404 bytes; ten packets are what TCP (RFC 6928) and other WebRTC stacks begin with.
    private const int InitialPackets = 10;
    private const int MinimumPackets = 4;

    // §7.2.1: more than one packet an acknowledgement makes up for acknowledging only each second packet (RFC 3465).
    private const int GrowthPackets = 2;

    private int _threshold = int.MaxValue;
    private int _partial;
    private Tsn? _recoveryEnd;

    internal int Size { get; private set; } = InitialPackets * packet;

    internal bool IsRecovering => _recoveryEnd is not null;

    /// <param name="acknowledged">Bytes that were newly acknowledged.</param>
    /// <param name="before">Bytes that were in flight before.</param>
    /// <param name="cumulativeAdvanced">The cumulative TSN went on.</param>
    internal void OnAcknowledged(int acknowledged, int before, Tsn cumulative, bool cumulativeAdvanced, bool allAcknowledged)
    {
        if (_recoveryEnd is { } end)
        {
            if (cumulative >= end)
                _recoveryEnd = null;
            return;
        }

        // §7.2.1 and §7.2.2: a window that was not used up says nothing about a larger one.
        var wasFull = before + packet > Size;
        if (Size <= _threshold)
        {
            if (cumulativeAdvanced && wasFull)
                Size += Math.Min(acknowledged, GrowthPackets * packet);
            return;
        }

        _partial += acknowledged;
        if (_partial >= Size)
        {
            if (wasFull)
            {
                _partial -= Size;
                Size += packet;
            }
            else
            {
                _partial = Size;
            }
        }

        if (allAcknowledged)
            _partial = 0;
    }

    /// <summary>§7.2.4: chunks are missing. The window is halved once for all that was in flight then.</summary>
    /// <param name="highest">The highest TSN in flight.</param>
    /// <returns>True where recovery begins: one packet may leave whatever the window says.</returns>
    internal bool OnLost(Tsn highest)
    {
        if (IsRecovering)
            return false;
        Halve();
        Size = _threshold;
        _recoveryEnd = highest;
        return true;
    }

    /// <summary>§7.2.3: nothing came back in time.</summary>
    internal void OnTimeout()
    {
        Halve();
        Size = packet;
        _recoveryEnd = null;
    }

    /// <summary>§7.2.1: after silence the path may have changed; the window shrinks with each timeout that nothing was sent in.</summary>
    internal void OnIdle(int timeouts)
    {
        for (; timeouts > 0 && Size > InitialPackets * packet; timeouts--)
            Size = Math.Max(Size / 2, InitialPackets * packet);
    }

    private void Halve()
    {
        _threshold = Math.Max(Size / 2, MinimumPackets * packet);
        _partial = 0;
    }
}
