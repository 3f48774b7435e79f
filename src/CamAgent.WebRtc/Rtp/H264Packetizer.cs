namespace CamAgent.WebRtc.Rtp;

/// <summary>
/// Cuts H.264 access units into RTP payloads in packetization mode 1 (RFC 6184 §6.3): parameter sets and SEI together in STAP-A,
/// slices as single NAL units, large ones as FU-A. Access unit delimiters, filler and end markers are left out: RTP's timestamp and marker say the same.
/// </summary>
public sealed class H264Packetizer
{
    private const int FuHeader = 2;
    private const byte FuStart = 0x80;
    private const byte FuEnd = 0x40;

    private readonly int _maximum;
    private readonly H264ParameterSets _parameterSets = new();

    /// <param name="maximumPayloadSize">Bytes of the largest payload, 64 to 65 000.</param>
    public H264Packetizer(int maximumPayloadSize = PayloadBudget.Default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumPayloadSize, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumPayloadSize, 65_000);
        _maximum = maximumPayloadSize;
    }

    /// <summary>
    /// Fills the list with the access unit's payloads; the marker belongs on the last one. An access unit without a usable NAL unit gives none.
    /// </summary>
    /// <returns>True where the access unit is a key frame: an IDR picture with its parameter sets, its own or the last ones seen.</returns>
    public bool Packetize(ReadOnlySpan<byte> accessUnit, PayloadList payloads)
    {
        var contents = Survey(accessUnit);
        if (contents.HasSequenceParameterSet)
            _parameterSets.Update(accessUnit);
        var prefix = contents.HasIdr && !contents.HasSequenceParameterSet ? _parameterSets.AnnexB : default;

        // Each start code (three bytes at least) pays for a STAP-A entry or a first fragment; further fragments cost two bytes each.
        var input = accessUnit.Length + prefix.Length;
        payloads.Begin(input + (FuHeader * (input / (_maximum - FuHeader))) + FuHeader + StapA.SingleOverhead);
        var small = new StapA(payloads, _maximum);
        Write(prefix, payloads, ref small);
        Write(accessUnit, payloads, ref small);
        small.Flush();
        return contents.HasIdr && (contents.HasSequenceParameterSet || !prefix.IsEmpty);
    }

    private static (bool HasIdr, bool HasSequenceParameterSet) Survey(ReadOnlySpan<byte> accessUnit)
    {
        var idr = false;
        var parameters = false;
        var reader = new AnnexBReader(accessUnit);
        while (reader.TryRead(out var unit))
        {
            var type = NalUnit.TypeOf(unit[0]);
            idr |= type == NalUnitType.IdrSlice;
            parameters |= type == NalUnitType.SequenceParameterSet;
        }

        return (idr, parameters);
    }

    private void Write(ReadOnlySpan<byte> annexB, PayloadList payloads, ref StapA small)
    {
        var reader = new AnnexBReader(annexB);
        while (reader.TryRead(out var unit))
        {
            switch (NalUnit.TypeOf(unit[0]))
            {
                case NalUnitType.AccessUnitDelimiter or NalUnitType.EndOfSequence or NalUnitType.EndOfStream or NalUnitType.FillerData:
                // Types that RTP uses itself, or that H.264 leaves unspecified, would be taken for something else.
                case NalUnitType.Unspecified or > NalUnitType.LastOfH264:
                    break;
                case NalUnitType.SequenceParameterSet or NalUnitType.PictureParameterSet or NalUnitType.SupplementalEnhancementInformation
                    when unit.Length <= _maximum:
                    small.Add(unit);
                    break;
                default:
                    small.Flush();
                    if (unit.Length <= _maximum)
                        WriteSingle(unit, payloads);
                    else
                        WriteFragments(unit, payloads);
                    break;
            }
        }
    }

    private static void WriteSingle(ReadOnlySpan<byte> unit, PayloadList payloads)
    {
        payloads.Append(unit);
        payloads.EndPayload();
    }

    // RFC 6184 §5.8. Fragments are of one size but the last, which the kernel's segmentation offload asks for, and none is tiny.
    private void WriteFragments(ReadOnlySpan<byte> unit, PayloadList payloads)
    {
        var indicator = (byte)((unit[0] & ~NalUnit.TypeMask) | (int)NalUnitType.FuA);
        var type = (byte)(unit[0] & NalUnit.TypeMask);
        var rest = unit[1..];
        var fragments = (rest.Length + _maximum - FuHeader - 1) / (_maximum - FuHeader);
        var size = (rest.Length + fragments - 1) / fragments;
        var position = FuStart;
        while (!rest.IsEmpty)
        {
            var length = Math.Min(size, rest.Length);
            if (length == rest.Length)
                position |= FuEnd;
            payloads.Append(indicator);
            payloads.Append((byte)(position | type));
            payloads.Append(rest[..length]);
            payloads.EndPayload();
            rest = rest[length..];
            position = 0;
        }
    }
}
