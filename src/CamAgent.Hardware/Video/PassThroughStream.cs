using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Video;

/// <summary>Makes of an encoder's H.264 what <see cref="AccessUnit"/> promises: begins with a key frame, has SPS and PPS before every IDR picture.
/// Refuses what browsers cannot show, in words.</summary>
/// <param name="writer">Who writes the stream, as a sentence about it begins: <c>The camera /dev/video0</c>.</param>
/// <param name="withoutBidirectional">How its B-pictures are turned off.</param>
internal sealed class PassThroughStream(
    VideoFormat asked, string writer, string withoutBidirectional = "turn them off (x264: -bf 0; most encoders: profile baseline)")
{
    /// <summary>Parameter sets are a few dozen bytes; even with scaling lists they stay below this.</summary>
    private const int MaximumParameterSet = 4096;

    private readonly SortedDictionary<int, byte[]> _sequenceSets = [];
    private readonly SortedDictionary<int, byte[]> _pictureSets = [];
    private byte[] _completed = new byte[64 * 1024];
    private int _length;
    private bool _hasPicture;
    private bool _hasKeyFrame;
    private volatile StreamDescription _description = new(asked, Profile: null);

    public StreamDescription Description => _description;

    /// <summary>A whole key frame has come, and none was damaged since: pictures can be decoded.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Pictures left out because they are torn or corrupt. Where the encoder can be asked for a key frame, each is a reason to.</summary>
    public long DamagedPictures { get; private set; }

    /// <summary>What keeps the stream from beginning, and what helps; empty once it has begun.</summary>
    public string WhatIsMissing => (HasBegun, _hasPicture, _hasKeyFrame) switch
    {
        (true, _, _) => "",
        (_, false, _) => "no picture has come",
        (_, _, false) => "its pictures all refer to earlier ones: key frames have to be IDR pictures at an interval of some seconds, without intra refresh",
        _ when _sequenceSets.Count == 0 =>
            "its key frames come without an SPS: have it repeated before each (rpicam-vid: --inline; ffmpeg: -bsf:v dump_extra)",
        _ when _pictureSets.Count == 0 =>
            "its key frames come without a PPS: have it repeated before each (rpicam-vid: --inline; ffmpeg: -bsf:v dump_extra)",
        _ => "its key frames come damaged: see to the cable, the USB hub and the power supply",
    };

    /// <param name="complete">The unit to hand on: the same bytes, or a copy with parameter sets and without filler.</param>
    /// <returns>False where the unit cannot be decoded: it is damaged, comes before the first key frame, or is a key frame without parameter sets.</returns>
    /// <exception cref="VideoSourceException">The stream is of a kind that browsers cannot show.</exception>
    public bool TryComplete(ReadOnlySpan<byte> unit, out ReadOnlySpan<byte> complete, out bool isKeyFrame)
    {
        complete = unit;
        isKeyFrame = false;
        bool hasSequenceSet = false, hasPictureSet = false, hasSlice = false, hasFiller = false, isDamaged = false;
        var reader = new AnnexBReader(unit);
        while (reader.TryReadNext())
        {
            var nalUnit = reader.NalUnit;
            if (NalUnitDamage.Shows(nalUnit))
            {
                isDamaged = true;
                hasSlice |= reader.Type is NalUnitType.Slice or NalUnitType.IdrSlice;
                isKeyFrame |= reader.Type == NalUnitType.IdrSlice;
                continue;
            }

            switch (reader.Type)
            {
                case NalUnitType.SequenceParameterSet:
                    hasSequenceSet |= TryRememberSequenceSet(nalUnit);
                    break;
                case NalUnitType.PictureParameterSet:
                    hasPictureSet |= TryRememberPictureSet(nalUnit);
                    break;
                case NalUnitType.FillerData:
                    hasFiller = true;
                    break;
                case NalUnitType.Slice or NalUnitType.DataPartitionA or NalUnitType.IdrSlice:
                    var isWhole = SliceHeader.TryParse(nalUnit, out var header);
                    // Without the slice that holds macroblock 0 the picture has lost its beginning.
                    isDamaged |= !isWhole || (!hasSlice && header.FirstMacroblock != 0);
                    if (isWhole && header.IsBidirectional && !isDamaged)
                        throw new VideoSourceException($"{writer} has B-pictures, which live video to browsers cannot carry: {withoutBidirectional}.");
                    hasSlice = true;
                    isKeyFrame |= reader.Type == NalUnitType.IdrSlice;
                    break;
            }
        }

        _hasPicture |= hasSlice;
        _hasKeyFrame |= isKeyFrame;
        if (isDamaged)
        {
            DamagedPictures++;
            // What follows refers to the key frame that is not there.
            HasBegun &= !isKeyFrame;
            return false;
        }

        var lacksSets = isKeyFrame && !(hasSequenceSet && hasPictureSet);
        if (lacksSets && (_sequenceSets.Count == 0 || _pictureSets.Count == 0))
            return false;
        if (lacksSets || hasFiller)
            complete = Compose(unit, lacksSets);
        HasBegun |= isKeyFrame;
        return HasBegun && hasSlice;
    }

    private bool TryRememberSequenceSet(ReadOnlySpan<byte> nalUnit)
    {
        if (nalUnit.Length > MaximumParameterSet || !SequenceParameterSet.TryParse(nalUnit, out var parameters))
            return false;
        if (parameters.ChromaFormat != 1 || parameters.BitDepth != 8)
            throw new VideoSourceException(
                $"{writer} is {parameters.Profile.ProfileName} video with {parameters.BitDepth} bits and {ChromaName(parameters.ChromaFormat)}; "
                + "browsers show 8 bits 4:2:0 (ffmpeg: -pix_fmt yuv420p).");
        Remember(_sequenceSets, parameters.Id, nalUnit);
        _description = _description.With(parameters);
        return true;
    }

    private static string ChromaName(int format) => format switch { 0 => "no colour (4:0:0)", 2 => "4:2:2", 3 => "4:4:4", _ => "4:2:0" };

    private bool TryRememberPictureSet(ReadOnlySpan<byte> nalUnit)
    {
        if (nalUnit.Length is < 2 or > MaximumParameterSet)
            return false;
        var reader = new RbspReader(nalUnit[1..]);
        var id = reader.ReadUnsigned();
        if (reader.Overrun || id > 255)
            return false;
        Remember(_pictureSets, (int)id, nalUnit);
        return true;
    }

    private static void Remember(SortedDictionary<int, byte[]> sets, int id, ReadOnlySpan<byte> nalUnit)
    {
        if (!sets.TryGetValue(id, out var known) || !nalUnit.SequenceEqual(known))
            sets[id] = nalUnit.ToArray();
    }

    /// <summary>Filler (§7.3.2.7) keeps a constant rate on a line that needs one; over a network it is only weight.</summary>
    private ReadOnlySpan<byte> Compose(ReadOnlySpan<byte> unit, bool withSets)
    {
        _length = 0;
        var reader = new AnnexBReader(unit);
        while (reader.TryReadNext())
        {
            // §7.4.1.2.3: a delimiter is the first NAL unit, parameter sets follow.
            if (withSets && reader.Type != NalUnitType.AccessUnitDelimiter)
            {
                foreach (var set in _sequenceSets.Values)
                    Append(set);
                foreach (var set in _pictureSets.Values)
                    Append(set);
                withSets = false;
            }

            if (reader.Type != NalUnitType.FillerData)
                Append(reader.NalUnit);
        }

        return _completed.AsSpan(0, _length);
    }

    private void Append(ReadOnlySpan<byte> nalUnit)
    {
        if (_length + 4 + nalUnit.Length > _completed.Length)
            Array.Resize(ref _completed, Math.Max(2 * _completed.Length, _length + 4 + nalUnit.Length));
        _completed.AsSpan(_length, 3).Clear();
        _completed[_length + 3] = 1;
        nalUnit.CopyTo(_completed.AsSpan(_length + 4));
        _length += 4 + nalUnit.Length;
    }
}
