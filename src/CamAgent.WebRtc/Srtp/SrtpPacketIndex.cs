namespace CamAgent.WebRtc.Srtp;

/// <summary>The 48-bit packet index: 2^16 * roll-over counter + sequence number (RFC 3711 §3.3.1).</summary>
internal static class SrtpPacketIndex
{
    private const uint HalfRange = 0x8000;
    private const ulong Maximum = (1UL << 48) - 1;

    /// <summary>
    /// The index nearest to the highest one so far that has this sequence number (RFC 3711 §3.3.1 and appendix A). False where that would
    /// lie before the stream's beginning, or beyond the last index that its key may serve.
    /// </summary>
    public static bool TryEstimate(ulong highest, ushort sequenceNumber, out ulong index)
    {
        var last = (ushort)highest;
        var rolloverCounter = (long)(highest >> 16);
        if (last < HalfRange)
        {
            if (sequenceNumber - last > HalfRange)
                rolloverCounter--;
        }
        else if (last - HalfRange > sequenceNumber)
        {
            rolloverCounter++;
        }

        index = ((ulong)rolloverCounter << 16) | sequenceNumber;
        return rolloverCounter >= 0 && index <= Maximum;
    }
}
