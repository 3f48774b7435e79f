namespace CamAgent.WebRtc.Rtp;

/// <summary>Walks the NAL units of a byte stream (ITU-T H.264 Annex B). Bytes before the first start code are no part of the stream.</summary>
public ref struct AnnexBReader
{
    private ReadOnlySpan<byte> _rest;
    private bool _started;

    public AnnexBReader(ReadOnlySpan<byte> stream) => _rest = stream;

    // Emulation prevention (§7.4.1.1) keeps these three bytes out of every NAL unit, so a search for them is enough; IndexOf is vectorised.
    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    /// <summary>Gives the next NAL unit, never an empty one, without start code and trailing zeros.</summary>
    public bool TryRead(out ReadOnlySpan<byte> unit)
    {
        if (!_started)
        {
            _started = true;
            Skip(_rest.IndexOf(StartCode));
        }

        while (!_rest.IsEmpty)
        {
            var end = _rest.IndexOf(StartCode);
            unit = end < 0 ? _rest : _rest[..end];
            Skip(end);
            // §B.1.1: zero bytes before a start code are trailing_zero_8bits; a NAL unit itself never ends in zero (§7.4.1).
            unit = unit.TrimEnd((byte)0);
            if (!unit.IsEmpty)
                return true;
        }

        unit = default;
        return false;
    }

    private void Skip(int startCode) => _rest = startCode < 0 ? default : _rest[(startCode + StartCode.Length)..];
}
