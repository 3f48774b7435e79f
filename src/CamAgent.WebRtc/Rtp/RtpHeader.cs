using System.Buffers.Binary;

namespace CamAgent.WebRtc.Rtp;

/// <summary>
/// The header of an RTP packet (RFC 3550 §5.1) with the place of its extensions (RFC 8285).
/// All of it is readable before SRTP decrypts the rest.
/// </summary>
public readonly record struct RtpHeader
{
    /// <summary>Bytes before contributing sources and extensions.</summary>
    public const int FixedSize = 12;

    private const byte Version = 2 << 6;
    private const byte VersionMask = 3 << 6;
    private const byte PaddingBit = 1 << 5;
    private const byte ExtensionBit = 1 << 4;
    private const byte MarkerBit = 1 << 7;

    public bool HasPadding { get; private init; }

    public bool Marker { get; private init; }

    /// <summary>0 to 127.</summary>
    public byte PayloadType { get; private init; }

    public SequenceNumber SequenceNumber { get; private init; }

    public RtpTimestamp Timestamp { get; private init; }

    public Ssrc Ssrc { get; private init; }

    /// <summary>0 to 15.</summary>
    public int ContributingSources { get; private init; }

    /// <summary>The 16 bits "defined by profile"; 0 without an extension.</summary>
    public ushort ExtensionProfile { get; private init; }

    /// <summary>Bytes of the extension's elements, without its own four bytes of header.</summary>
    public int ExtensionLength { get; private init; }

    /// <summary>Bytes from the start of the packet to its payload: what SRTP authenticates but does not encrypt.</summary>
    public int Length { get; private init; }

    /// <summary>Reads a header; false where the bytes are no RTP of version 2 or end before their header does. Says nothing of the payload.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out RtpHeader header)
    {
        header = default;
        if (packet.Length < FixedSize || (packet[0] & VersionMask) != Version)
            return false;
        var sources = packet[0] & 0x0F;
        var length = FixedSize + (4 * sources);
        var extensionLength = 0;
        ushort profile = 0;
        if ((packet[0] & ExtensionBit) != 0)
        {
            if (packet.Length < length + 4)
                return false;
            profile = BinaryPrimitives.ReadUInt16BigEndian(packet[length..]);
            extensionLength = 4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(length + 2)..]);
            length += 4 + extensionLength;
        }

        if (packet.Length < length)
            return false;
        header = new RtpHeader
        {
            HasPadding = (packet[0] & PaddingBit) != 0,
            Marker = (packet[1] & MarkerBit) != 0,
            PayloadType = (byte)(packet[1] & 0x7F),
            SequenceNumber = new SequenceNumber(BinaryPrimitives.ReadUInt16BigEndian(packet[2..])),
            Timestamp = new RtpTimestamp(BinaryPrimitives.ReadUInt32BigEndian(packet[4..])),
            Ssrc = new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(packet[8..])),
            ContributingSources = sources,
            ExtensionProfile = profile,
            ExtensionLength = extensionLength,
            Length = length,
        };
        return true;
    }

    /// <summary>The payload of a decrypted packet without its padding; false where the padding is longer than the packet (RFC 3550 §5.1).</summary>
    public bool TryGetPayload(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> payload)
    {
        payload = packet[Length..];
        if (!HasPadding)
            return true;
        if (payload.IsEmpty || payload[^1] == 0 || payload[^1] > payload.Length)
            return false;
        payload = payload[..^payload[^1]];
        return true;
    }

    /// <summary>Finds the header extension element with this negotiated id, 1 to 255; in the packet that this header was read from.</summary>
    public bool TryGetExtension(ReadOnlySpan<byte> packet, int id, out ReadOnlySpan<byte> value)
    {
        var reader = new HeaderExtensionReader(ExtensionProfile, packet.Slice(Length - ExtensionLength, ExtensionLength));
        while (reader.TryRead(out var found, out value))
        {
            if (found == id)
                return true;
        }

        value = default;
        return false;
    }

    /// <summary>Writes the fixed twelve bytes; extensions, where announced, follow at once.</summary>
    public static void Write(
        Span<byte> destination, byte payloadType, bool marker, SequenceNumber sequence, RtpTimestamp timestamp, Ssrc ssrc, bool hasExtension)
    {
        destination[0] = (byte)(Version | (hasExtension ? ExtensionBit : 0));
        destination[1] = (byte)(payloadType | (marker ? MarkerBit : 0));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], sequence.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], timestamp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], ssrc.Value);
    }
}
