using System.Buffers.Binary;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Rtcp;

/// <summary>
/// Writes an RTCP compound into a buffer of the caller's. A packet that does not fit is left out and the method returns false.
/// Unless reduced size was negotiated, a report comes first and the canonical name with it (RFC 3550 §6.1).
/// </summary>
public ref partial struct RtcpCompoundWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>RFC 3550 §6.4.1; at most 31 blocks.</summary>
    public bool TryWriteSenderReport(
        Ssrc sender, NtpTimestamp ntp, RtpTimestamp timestamp, uint packets, uint octets, scoped ReadOnlySpan<ReportBlock> blocks = default)
    {
        if (!TryBegin(RtcpPacketType.SenderReport, blocks.Length, SenderReport.InfoSize + (blocks.Length * ReportBlock.Size), out var body))
            return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, sender.Value);
        BinaryPrimitives.WriteUInt64BigEndian(body[4..], ntp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], timestamp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(body[16..], packets);
        BinaryPrimitives.WriteUInt32BigEndian(body[20..], octets);
        Write(blocks, body[SenderReport.InfoSize..]);
        return true;
    }

    /// <summary>RFC 3550 §6.4.2; at most 31 blocks.</summary>
    public bool TryWriteReceiverReport(Ssrc sender, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        if (!TryBegin(RtcpPacketType.ReceiverReport, blocks.Length, 4 + (blocks.Length * ReportBlock.Size), out var body))
            return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, sender.Value);
        Write(blocks, body[4..]);
        return true;
    }

    /// <summary>RFC 3550 §6.5.1: one chunk with the canonical name, at most 255 bytes of UTF-8.</summary>
    public bool TryWriteCanonicalName(Ssrc source, scoped ReadOnlySpan<byte> name)
    {
        // Source, item header, name, and at least one zero up to the next word.
        if (name.Length > 255 || !TryBegin(RtcpPacketType.SourceDescription, 1, ((4 + 2 + name.Length) / 4 * 4) + 4, out var body))
            return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, source.Value);
        body[4] = SourceDescription.Cname;
        body[5] = (byte)name.Length;
        name.CopyTo(body[6..]);
        body[(6 + name.Length)..].Clear();
        return true;
    }

    /// <summary>RFC 3550 §6.6, without a reason.</summary>
    public bool TryWriteGoodbye(Ssrc source)
    {
        if (!TryBegin(RtcpPacketType.Goodbye, 1, 4, out var body))
            return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, source.Value);
        return true;
    }

    private static void Write(ReadOnlySpan<ReportBlock> blocks, Span<byte> destination)
    {
        for (var i = 0; i < blocks.Length; i++)
            blocks[i].Write(destination[(i * ReportBlock.Size)..]);
    }

    private bool TryBegin(RtcpPacketType type, int count, int bodySize, out Span<byte> body)
    {
        body = default;
        if (count > 31 || _destination.Length - Length < RtcpCompoundReader.HeaderSize + bodySize)
            return false;
        var header = _destination[Length..];
        header[0] = (byte)((2 << 6) | count);
        header[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(bodySize / 4));
        body = header.Slice(RtcpCompoundReader.HeaderSize, bodySize);
        Length += RtcpCompoundReader.HeaderSize + bodySize;
        return true;
    }
}
