namespace CamAgent.Hardware.H264;

/// <summary>Cuts a byte stream (ITU-T H.264 Annex B) that arrives in pieces into access units (§7.4.1.2.3).</summary>
/// <remarks>
/// <para>An access unit ends where the next begins: at a delimiter, a parameter set or SEI after its slices, or at a slice that begins a new
/// picture. A stream by
/// itself so shows a picture's end one picture late. Where the writer has paused, <see cref="Flush"/> takes what is there as complete. If
/// that was wrong, the
/// continuation makes <see cref="TornUnits"/> grow, and the caller should wait longer or flush no more.</para>
/// <para>Memory is bounded by <see cref="MaximumLength"/> and one piece.</para>
/// </remarks>
public sealed class AccessUnitSplitter
{
    /// <summary>Longest access unit, in bytes. An intra picture of 4K video at the best quality stays below it.</summary>
    public const int MaximumLength = 4 * 1024 * 1024;

    /// <summary>So many bytes without a start code are no stream.</summary>
    public const int MaximumPreamble = 64 * 1024;

    private byte[] _buffer = new byte[256 * 1024];
    private int _length;

    /// <summary>Up to here no start code begins.</summary>
    private int _scanned;

    private bool _isInStream;
    private bool _hasSlice;
    private bool _isContinued;
    private long _timestamp;

    /// <summary>Takes one access unit, with the timestamp of the piece that its first bytes came in. The bytes are valid during the call
    /// only.</summary>
    public delegate void UnitHandler(ReadOnlySpan<byte> unit, long timestamp);

    /// <summary>Flushed access units that went on afterwards.</summary>
    public int TornUnits { get; private set; }

    /// <summary>There are slices that wait for their access unit's end.</summary>
    public bool HasPendingPicture => _hasSlice;

    /// <summary>Takes the next piece of the stream and hands over the access units that it completes.</summary>
    /// <returns>Anything but <see cref="SplitterFault.None"/> is final.</returns>
    public SplitterFault Append(ReadOnlySpan<byte> bytes, long timestamp, UnitHandler handler)
    {
        Store(bytes);
        if (!_hasSlice && _scanned == 0)
            _timestamp = timestamp;

        var begin = 0;
        while (true)
        {
            var at = AnnexBReader.IndexOfStartCode(_buffer.AsSpan(_scanned, _length - _scanned));
            if (at < 0)
            {
                // The last two bytes may be the first of a start code.
                _scanned = Math.Max(_scanned, _length - 2);
                break;
            }

            var startCode = _scanned + at;
            // A slice's first byte after the header tells whether it begins a picture.
            if (startCode + 4 >= _length)
            {
                _scanned = startCode;
                break;
            }

            if ((_buffer[startCode + 3] & 0x80) != 0)
                return SplitterFault.InvalidNalUnit;
            Enter(startCode, ref begin, timestamp, handler);
            _scanned = startCode + 3;
        }

        Discard(begin);
        if (!_isInStream && _length > MaximumPreamble)
            return SplitterFault.NoStartCode;
        return _length > MaximumLength ? SplitterFault.AccessUnitTooLong : SplitterFault.None;
    }

    /// <summary>Hands over the pending picture as if its access unit were complete.</summary>
    public void Flush(UnitHandler handler)
    {
        if (!_hasSlice)
            return;
        var length = _buffer.AsSpan(0, _length).TrimEnd((byte)0).Length;
        // A start code at the very end has its NAL unit still to come: it stays for the next access unit.
        if (length >= 3 && _buffer.AsSpan(length - 3, 3) is [0, 0, 1])
            length = _buffer.AsSpan(0, length - 3).TrimEnd((byte)0).Length;
        handler(_buffer.AsSpan(0, length), _timestamp);
        Discard(length);
        _scanned = 0;
        _hasSlice = false;
        _isContinued = true;
    }

    /// <summary>A NAL unit begins at a start code: closes the access unit before it, where it belongs to the next.</summary>
    private void Enter(int startCode, ref int begin, long timestamp, UnitHandler handler)
    {
        var type = (NalUnitType)(_buffer[startCode + 3] & 0x1F);
        var isSlice = type is NalUnitType.Slice or NalUnitType.DataPartitionA or NalUnitType.IdrSlice;
        // first_mb_in_slice is ue(v): zero is a single 1 bit.
        var isFirstSlice = isSlice && (_buffer[startCode + 4] & 0x80) != 0;

        if (_isContinued)
        {
            // After a flush a new access unit has to follow: other bytes before the start code, or a further slice, belonged to the one handed over.
            var gap = _buffer.AsSpan(begin, startCode - begin).TrimEnd((byte)0);
            if (!gap.IsEmpty || (isSlice && !isFirstSlice))
                TornUnits++;
            begin = WithZeroByte(startCode);
            _isContinued = false;
        }
        else if (!_isInStream)
        {
            begin = WithZeroByte(startCode);
        }
        else if (_hasSlice && (isFirstSlice || BeginsAccessUnit(type)))
        {
            var unit = _buffer.AsSpan(begin, startCode - begin).TrimEnd((byte)0);
            handler(unit, _timestamp);
            begin = WithZeroByte(startCode);
            _hasSlice = false;
            _timestamp = timestamp;
        }

        _isInStream = true;
        _hasSlice |= isSlice;
    }

    /// <summary>§7.4.1.2.3: what after the last slice of a picture can only belong to the next access unit.</summary>
    private static bool BeginsAccessUnit(NalUnitType type) =>
        type is NalUnitType.AccessUnitDelimiter or NalUnitType.SequenceParameterSet or NalUnitType.PictureParameterSet or NalUnitType.SupplementalEnhancement
        || (byte)type is >= 14 and <= 18;

    /// <summary>§B.1.1: the zero before a start code belongs to it, as zero_byte; those before that one are padding.</summary>
    private int WithZeroByte(int startCode) => startCode > 0 && _buffer[startCode - 1] == 0 ? startCode - 1 : startCode;

    private void Store(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Moves what is left to the buffer's beginning.</summary>
    private void Discard(int count)
    {
        if (count == 0)
            return;
        _buffer.AsSpan(count, _length - count).CopyTo(_buffer);
        _length -= count;
        _scanned = Math.Max(0, _scanned - count);
    }
}
