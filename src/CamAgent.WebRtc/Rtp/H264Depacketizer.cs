using System.Buffers;
using System.Buffers.Binary;

namespace CamAgent.WebRtc.Rtp;

/// <summary>
/// Puts access units together from the payloads of RFC 6184 packetization modes 0 and 1, given in sequence. A gap or a malformed payload marks
/// the access unit it touches as damaged; nothing that a packet says can make it fail.
/// </summary>
public sealed class H264Depacketizer(ReceivedAccessUnitHandler handler)
{
    /// <summary>Bytes of the largest access unit; what is beyond is dropped and the unit damaged.</summary>
    public const int MaximumAccessUnitSize = 4 * 1024 * 1024;

    private const byte FuStart = 0x80;
    private const byte FuEnd = 0x40;

    private readonly ArrayBufferWriter<byte> _unit = new(64 * 1024);
    private RtpTimestamp _timestamp;
    private SequenceNumber _last;
    private bool _started;
    private bool _open;
    private bool _idr;
    private bool _parameterSet;
    private bool _damaged;
    private bool _fragment;

    private static ReadOnlySpan<byte> StartCode => [0, 0, 0, 1];

    /// <summary>Takes the next packet in order of sequence numbers; numbers left out count as lost, older ones are ignored.</summary>
    public void Add(SequenceNumber sequence, RtpTimestamp timestamp, bool marker, ReadOnlySpan<byte> payload)
    {
        if (_started && !sequence.IsNewerThan(_last))
            return;
        var gap = _started && sequence != _last.Next;
        _last = sequence;
        _started = true;

        // RFC 6184 §5.1: all packets of an access unit have its timestamp, so another one ends it, should the marker be lost.
        if (_open && timestamp != _timestamp)
        {
            _damaged |= gap;
            Complete();
        }

        _open = true;
        _timestamp = timestamp;
        _damaged |= gap;
        if (gap)
            _fragment = false;
        if (!TryAppend(payload))
            _damaged = true;
        if (marker)
            Complete();
    }

    /// <summary>Forgets what is open; the next packet need not follow the last one.</summary>
    public void Restart()
    {
        _started = false;
        Close();
    }

    private bool TryAppend(ReadOnlySpan<byte> payload)
    {
        // RFC 3550 allows a packet without payload; libwebrtc sends such for probing.
        if (payload.IsEmpty)
            return true;
        var type = NalUnit.TypeOf(payload[0]);
        if (type == NalUnitType.FuA)
            return TryAppendFragment(payload);
        // RFC 6184 §5.8: fragments of one NAL unit follow each other without anything between.
        var complete = !_fragment;
        _fragment = false;
        return type switch
        {
            NalUnitType.StapA => TryAppendAggregate(payload[1..]) && complete,
            NalUnitType.Unspecified or > NalUnitType.LastOfH264 => false,
            _ => TryAppendUnit(payload) && complete,
        };
    }

    private bool TryAppendAggregate(ReadOnlySpan<byte> units)
    {
        while (!units.IsEmpty)
        {
            if (units.Length < 2)
                return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(units);
            units = units[2..];
            if (length == 0 || length > units.Length || !TryAppendUnit(units[..length]))
                return false;
            units = units[length..];
        }

        return true;
    }

    private bool TryAppendFragment(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 3)
            return false;
        var start = (payload[1] & FuStart) != 0;
        var end = (payload[1] & FuEnd) != 0;
        if (start == _fragment)
        {
            // A start within a unit, or a continuation of nothing.
            _fragment = false;
            return false;
        }

        _fragment = !end;
        if (!start)
            return TryWrite(payload[2..]);
        var header = (byte)((payload[0] & ~NalUnit.TypeMask) | (payload[1] & NalUnit.TypeMask));
        Note(header);
        return TryWrite(StartCode) && TryWrite([header]) && TryWrite(payload[2..]);
    }

    private bool TryAppendUnit(ReadOnlySpan<byte> unit)
    {
        Note(unit[0]);
        return TryWrite(StartCode) && TryWrite(unit);
    }

    private void Note(byte header)
    {
        var type = NalUnit.TypeOf(header);
        _idr |= type == NalUnitType.IdrSlice;
        _parameterSet |= type == NalUnitType.SequenceParameterSet;
    }

    private bool TryWrite(scoped ReadOnlySpan<byte> bytes)
    {
        if (_unit.WrittenCount + bytes.Length > MaximumAccessUnitSize)
            return false;
        _unit.Write(bytes);
        return true;
    }

    private void Complete()
    {
        if (_unit.WrittenCount > 0 || _damaged)
            handler(new ReceivedAccessUnit(_unit.WrittenSpan, _timestamp, _idr && _parameterSet, _damaged || _fragment));
        Close();
    }

    private void Close()
    {
        _unit.ResetWrittenCount();
        _open = false;
        _idr = false;
        _parameterSet = false;
        _damaged = false;
        _fragment = false;
    }
}
