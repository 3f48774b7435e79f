using System.Buffers.Binary;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Mdns;

/// <summary>Walks the address records of a multicast DNS response (RFC 6762 §6, §18). Reading never throws and never allocates.</summary>
internal ref struct MdnsResponse
{
    private const int HeaderSize = 12;
    private const int QuestionTail = 4;
    private const int RecordTail = 10;
    private const ushort ResponseBit = 0x8000;
    private const ushort OpcodeMask = 0x7800;
    private const ushort ResponseCodeMask = 0x000F;

    /// <summary>RFC 6762 §10.2: the top bit of the class says "flush the cache", which is none of our business.</summary>
    private const ushort ClassMask = 0x7FFF;
    private const ushort Internet = 1;

    private readonly ReadOnlySpan<byte> _message;
    private int _at;
    private int _records;

    private MdnsResponse(ReadOnlySpan<byte> message, int at, int records)
    {
        _message = message;
        _at = at;
        _records = records;
    }

    /// <summary>False for queries, errors, and what ends within its questions.</summary>
    public static bool TryParse(ReadOnlySpan<byte> message, out MdnsResponse response)
    {
        response = default;
        if (message.Length < HeaderSize)
            return false;
        var flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        if ((flags & ResponseBit) == 0 || (flags & (OpcodeMask | ResponseCodeMask)) != 0)
            return false;

        var at = HeaderSize;
        for (var questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]); questions > 0; questions--)
        {
            if (!DnsName.TrySkip(message, ref at) || message.Length - at < QuestionTail)
                return false;
            at += QuestionTail;
        }

        // Answers, authorities and additional records have one form, and an address is as good in any of them.
        var records = BinaryPrimitives.ReadUInt16BigEndian(message[6..])
            + BinaryPrimitives.ReadUInt16BigEndian(message[8..])
            + BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        response = new(message, at, records);
        return true;
    }

    /// <summary>The next address record. False at the end, and where the message is broken.</summary>
    public bool TryReadNext(out MdnsRecord record)
    {
        record = default;
        while (_records > 0)
        {
            _records--;
            var nameAt = _at;
            if (!DnsName.TrySkip(_message, ref _at) || _message.Length - _at < RecordTail)
                break;
            var tail = _message[_at..];
            var type = (DnsRecordType)BinaryPrimitives.ReadUInt16BigEndian(tail);
            var recordClass = BinaryPrimitives.ReadUInt16BigEndian(tail[2..]) & ClassMask;
            var seconds = BinaryPrimitives.ReadUInt32BigEndian(tail[4..]);
            var size = BinaryPrimitives.ReadUInt16BigEndian(tail[8..]);
            _at += RecordTail;
            if (_message.Length - _at < size)
                break;
            var data = _message.Slice(_at, size);
            _at += size;
            if (recordClass != Internet || !((type == DnsRecordType.A && size == 4) || (type == DnsRecordType.Aaaa && size == 16)))
                continue;
            record = new(_message, nameAt, TransportAddress.FromBytes(data, 0), TimeSpan.FromSeconds(seconds));
            return true;
        }

        _records = 0;
        return false;
    }
}
