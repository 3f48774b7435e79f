using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>Makes whole access units of what an encoder's CAPTURE queue gives.</summary>
/// <remarks>
/// <para>V4L2_PIX_FMT_H264 promises one access unit in each buffer, and most drivers keep it: such a buffer goes through without a copy. Known
/// deviations: parameter sets in a buffer of their own (V4L2_MPEG_VIDEO_HEADER_MODE_SEPARATE); a picture larger than the buffer, which the Pi's
/// firmware spreads over several with the same timestamp; each slice in a buffer.</para>
/// <para>A buffer that is full to the last byte may go on and waits for the next one. A picture that goes on without having filled its buffer is
/// found out when its rest comes: that one is lost (<see cref="TornPictures"/>), and from then on each picture waits until the next begins.</para>
/// </remarks>
internal sealed class AccessUnitAssembler
{
    private byte[] _pending = new byte[64 * 1024];
    private int _length;
    private bool _hasSlice;
    private bool _isOverlong;
    private bool _splits;
    private long _pendingTimestamp;
    private long? _given;

    /// <summary>Pictures that were handed over before their last part had come, or outgrew <see cref="AccessUnitSplitter.MaximumLength"/>.</summary>
    public int TornPictures { get; private set; }

    /// <param name="timestamp">As the buffer had it: equal for all parts of a picture.</param>
    /// <param name="fillsBuffer">There was no room left: more may follow.</param>
    public void Append(ReadOnlySpan<byte> bytes, long timestamp, bool fillsBuffer, AccessUnitSplitter.UnitHandler handler)
    {
        if (bytes.IsEmpty)
            return;
        var (beginsNalUnit, beginsPicture, hasSlice) = Examine(bytes);
        if (_hasSlice && timestamp != _pendingTimestamp)
            GivePending(handler);
        if (!_hasSlice && timestamp == _given && !beginsPicture && (!beginsNalUnit || hasSlice))
        {
            TornPictures++;
            _splits = true;
            return;
        }

        // Noise, or the rest of what was never begun.
        if (!beginsNalUnit && _length == 0)
        {
            TornPictures++;
            return;
        }

        var isComplete = hasSlice && !fillsBuffer && !_splits;
        if (isComplete && _length == 0)
        {
            _given = timestamp;
            handler(bytes, timestamp);
            return;
        }

        Store(bytes);
        _hasSlice |= hasSlice;
        if (_hasSlice)
            _pendingTimestamp = timestamp;
        if (_hasSlice && !fillsBuffer && !_splits)
            GivePending(handler);
    }

    /// <summary>Hands over what waits: nothing more will come.</summary>
    public void Flush(AccessUnitSplitter.UnitHandler handler)
    {
        if (_hasSlice)
            GivePending(handler);
        _length = 0;
    }

    private static (bool BeginsNalUnit, bool BeginsPicture, bool HasSlice) Examine(ReadOnlySpan<byte> bytes)
    {
        var beginsNalUnit = bytes.TrimStart((byte)0) is [1, ..] rest && bytes.Length - rest.Length >= 2;
        var reader = new AnnexBReader(bytes);
        while (reader.TryReadNext())
        {
            if (SliceHeader.TryParse(reader.NalUnit, out var header))
                return (beginsNalUnit, header.FirstMacroblock == 0, HasSlice: true);
        }

        return (beginsNalUnit, BeginsPicture: false, HasSlice: false);
    }

    private void GivePending(AccessUnitSplitter.UnitHandler handler)
    {
        var length = _length;
        (_length, _hasSlice) = (0, false);
        _given = _pendingTimestamp;
        if (_isOverlong)
        {
            _isOverlong = false;
            TornPictures++;
            return;
        }

        handler(_pending.AsSpan(0, length), _pendingTimestamp);
    }

    private void Store(ReadOnlySpan<byte> bytes)
    {
        if (_isOverlong || _length + bytes.Length > AccessUnitSplitter.MaximumLength)
        {
            _isOverlong = true;
            return;
        }

        if (_length + bytes.Length > _pending.Length)
            Array.Resize(ref _pending, Math.Max(2 * _pending.Length, _length + bytes.Length));
        bytes.CopyTo(_pending.AsSpan(_length));
        _length += bytes.Length;
    }
}
