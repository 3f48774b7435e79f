using System.Buffers.Binary;

namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>The sender begins its side of these streams anew, once all up to a TSN has arrived (RFC 6525 §4.1).</summary>
internal readonly ref struct OutgoingResetRequest
{
    internal const int FixedSize = 12;

    internal uint Request { get; init; }

    /// <summary>Of the incoming reset request that this one answers; else one less than the sender expects next.</summary>
    internal uint Response { get; init; }

    internal Tsn LastTsn { get; init; }

    internal StreamList Streams { get; init; }

    internal static bool TryRead(ReadOnlySpan<byte> value, out OutgoingResetRequest reset)
    {
        reset = default;
        if (value.Length < FixedSize)
            return false;
        reset = new OutgoingResetRequest
        {
            Request = BinaryPrimitives.ReadUInt32BigEndian(value),
            Response = BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
            LastTsn = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value[8..])),
            Streams = new StreamList(value[FixedSize..]),
        };
        return true;
    }

    internal static void Write(ref ParameterWriter writer, uint request, uint response, Tsn lastTsn, ReadOnlySpan<ushort> streams)
    {
        var value = writer.Add((ushort)ParameterType.OutgoingReset, FixedSize + (sizeof(ushort) * streams.Length));
        BinaryPrimitives.WriteUInt32BigEndian(value, request);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], response);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], lastTsn.Value);
        value = value[FixedSize..];
        foreach (var stream in streams)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value, stream);
            value = value[sizeof(ushort)..];
        }
    }
}
