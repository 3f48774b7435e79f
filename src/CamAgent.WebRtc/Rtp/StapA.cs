namespace CamAgent.WebRtc.Rtp;

/// <summary>Joins consecutive small NAL units into one STAP-A (RFC 6184 §5.7.1), or leaves a lone one as a single NAL unit packet.</summary>
internal ref struct StapA(PayloadList payloads, int maximum)
{
    /// <summary>What a lone unit costs until it is found to be alone: the aggregate's header and one length.</summary>
    internal const int SingleOverhead = 3;

    private const int LengthSize = 2;

    private int _units;
    private int _header;

    /// <summary>Adds a unit no longer than the maximum.</summary>
    internal void Add(ReadOnlySpan<byte> unit)
    {
        if (_units > 0 && payloads.Open.Length + LengthSize + unit.Length > maximum)
            Flush();
        if (_units++ == 0)
            payloads.Append((byte)NalUnitType.StapA);
        // RFC 6184 §5.3: F is the OR, and NRI the greatest, of those of the aggregated units.
        var reference = Math.Max(_header & NalUnit.ReferenceMask, unit[0] & NalUnit.ReferenceMask);
        _header = ((_header | unit[0]) & NalUnit.ForbiddenBit) | reference;
        payloads.Append((byte)(unit.Length >> 8));
        payloads.Append((byte)unit.Length);
        payloads.Append(unit);
    }

    /// <summary>Ends the packet, if one was begun.</summary>
    internal void Flush()
    {
        if (_units == 0)
            return;
        if (_units == 1)
            payloads.RemoveFromFront(SingleOverhead);
        else
            payloads.Open[0] |= (byte)_header;
        payloads.EndPayload();
        _units = 0;
        _header = 0;
    }
}
