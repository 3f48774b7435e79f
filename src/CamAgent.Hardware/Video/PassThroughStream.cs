using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Video;

/// <summary>Makes of somebody else's H.264 what <see cref="AccessUnit"/> promises: begins with a key frame, has SPS and PPS before every IDR picture.
/// Refuses what browsers cannot show, in words.</summary>
internal sealed class PassThroughStream(VideoFormat asked, string writer)
{
    /// <summary>Parameter sets are a few dozen bytes; even with scaling lists they stay below this.</summary>
    private const int MaximumParameterSet = 4096;

    private readonly SortedDictionary<int, byte[]> _sequenceSets = [];
    private readonly SortedDictionary<int, byte[]> _pictureSets = [];
    private byte[] _completed = new byte[64 * 1024];
    private volatile StreamDescription _description = new(asked, Profile: null);

    public StreamDescription Description => _description;

    /// <summary>A key frame has come, and with it the stream has begun.</summary>
    public bool HasBegun { get; private set; }

    /// <param name="complete">The unit to hand on: the same bytes, or a copy with parameter sets.</param>
    /// <returns>False where the unit cannot be decoded: before the first key frame, or a key frame without parameter sets.</returns>
    /// <exception cref="VideoSourceException">The stream is of a kind that browsers cannot show.</exception>
    public bool TryComplete(ReadOnlySpan<byte> unit, out ReadOnlySpan<byte> complete, out bool isKeyFrame)
    {
        complete = unit;
        isKeyFrame = false;
        var (hasSequenceSet, hasPictureSet) = (false, false);
        var insertAt = 0;
        var reader = new AnnexBReader(unit);
        while (reader.TryReadNext())
        {
            switch (reader.Type)
            {
                case NalUnitType.AccessUnitDelimiter:
                    // §7.4.1.2.3: a delimiter is the first NAL unit.
                    insertAt = reader.StartCodeOffset + 3 + reader.NalUnit.Length;
                    break;
                case NalUnitType.SequenceParameterSet:
                    hasSequenceSet |= TryRememberSequenceSet(reader.NalUnit);
                    break;
                case NalUnitType.PictureParameterSet:
                    hasPictureSet |= TryRememberPictureSet(reader.NalUnit);
                    break;
                case NalUnitType.IdrSlice:
                    isKeyFrame = true;
                    break;
                case NalUnitType.Slice when SliceHeader.TryParse(reader.NalUnit, out var header) && header.IsBidirectional:
                    throw new VideoSourceException(
                        $"{writer} has B-pictures, which live video to browsers cannot carry: turn them off (x264: -bf 0; most encoders: profile baseline).");
            }
        }

        if (isKeyFrame && !(hasSequenceSet && hasPictureSet))
        {
            if (_sequenceSets.Count == 0 || _pictureSets.Count == 0)
                return false;
            complete = Insert(unit, insertAt);
        }

        HasBegun |= isKeyFrame;
        return HasBegun;
    }

    private bool TryRememberSequenceSet(ReadOnlySpan<byte> nalUnit)
    {
        if (nalUnit.Length > MaximumParameterSet || !SequenceParameterSet.TryParse(nalUnit, out var parameters))
            return false;
        if (parameters.ChromaFormat != 1 || parameters.BitDepth != 8)
            throw new VideoSourceException(
                $"{writer} is {parameters.Profile.ProfileName} video with {parameters.BitDepth} bits and chroma format {parameters.ChromaFormat}; "
                + "browsers show 8 bits 4:2:0 (ffmpeg: -pix_fmt yuv420p).");
        Remember(_sequenceSets, parameters.Id, nalUnit);
        _description = _description.With(parameters);
        return true;
    }

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

    private ReadOnlySpan<byte> Insert(ReadOnlySpan<byte> unit, int at)
    {
        var length = 0;
        Append(ref length, unit[..at]);
        foreach (var set in _sequenceSets.Values)
            AppendNalUnit(ref length, set);
        foreach (var set in _pictureSets.Values)
            AppendNalUnit(ref length, set);
        Append(ref length, unit[at..]);
        return _completed.AsSpan(0, length);
    }

    private void AppendNalUnit(ref int length, ReadOnlySpan<byte> nalUnit)
    {
        Append(ref length, [0, 0, 0, 1]);
        Append(ref length, nalUnit);
    }

    private void Append(ref int length, ReadOnlySpan<byte> bytes)
    {
        if (length + bytes.Length > _completed.Length)
            Array.Resize(ref _completed, Math.Max(2 * _completed.Length, length + bytes.Length));
        bytes.CopyTo(_completed.AsSpan(length));
        length += bytes.Length;
    }
}
