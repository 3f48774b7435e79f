namespace CamAgent.WebRtc.Rtp;

/// <summary>
/// Keeps a copy of the stream's parameter sets. Browsers discard an IDR picture that comes without them, and some encoders send them once at their start;
/// so the packetizer puts these before every IDR that lacks its own.
/// </summary>
internal sealed class H264ParameterSets
{
    private byte[] _annexB = [];
    private int _length;

    internal ReadOnlySpan<byte> AnnexB => _annexB.AsSpan(0, _length);

    /// <summary>Takes over the parameter sets of an access unit that carries a sequence parameter set; others change nothing.</summary>
    internal void Update(ReadOnlySpan<byte> accessUnit)
    {
        _length = 0;
        var reader = new AnnexBReader(accessUnit);
        while (reader.TryRead(out var unit))
        {
            if (NalUnit.TypeOf(unit[0]) is NalUnitType.SequenceParameterSet or NalUnitType.PictureParameterSet)
                Append(unit);
        }
    }

    private void Append(ReadOnlySpan<byte> unit)
    {
        var length = _length + 3 + unit.Length;
        if (_annexB.Length < length)
            Array.Resize(ref _annexB, length);
        _annexB[_length] = 0;
        _annexB[_length + 1] = 0;
        _annexB[_length + 2] = 1;
        unit.CopyTo(_annexB.AsSpan(_length + 3));
        _length = length;
    }
}
