namespace CamAgent.WebRtc.Media;

/// <summary>
/// Bounds what retransmission may add: a share of the media that was sent, and a burst for the moment when much is lost at once.
/// A viewer that asks for everything again gets no more than that, so nobody can be made to send a multiple of the stream.
/// </summary>
internal sealed class RetransmissionBudget
{
    /// <summary>Of the media's bytes.</summary>
    internal const double Share = 0.15;

    /// <summary>Bytes at once: a large key frame whose packets are lost together.</summary>
    internal const int Burst = 96 * 1024;

    private double _bytes = Burst;

    internal void OnMediaSent(int bytes) => _bytes = Math.Min(Burst, _bytes + (bytes * Share));

    internal bool TrySpend(int bytes)
    {
        if (_bytes < bytes)
            return false;
        _bytes -= bytes;
        return true;
    }
}
