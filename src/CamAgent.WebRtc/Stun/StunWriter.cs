using System.Buffers.Binary;
using System.Text;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Stun;

/// <summary>
/// Writes one message into the caller's buffer, without allocation. Order matters: attributes, then integrity, then FINGERPRINT.
/// After each call the bytes so far are a complete message. A buffer that is too short is a bug of the caller and throws.
/// </summary>
public ref struct StunWriter
{
    private readonly Span<byte> _buffer;

    public StunWriter(Span<byte> destination, StunClass messageClass, StunMethod method, StunTransactionId transactionId)
    {
        _buffer = destination;
        var m = (int)method;
        var type = (m & 0x000F) | ((m & 0x0070) << 1) | ((m & 0x0F80) << 2) | (int)messageClass;
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)type);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], StunMessage.MagicCookie);
        transactionId.Write(destination[8..]);
        Length = StunMessage.HeaderSize;
        WriteLength();
    }

    /// <summary>Bytes of the message so far, header included.</summary>
    public int Length { get; private set; }

    private readonly ReadOnlySpan<byte> AddressMask => _buffer.Slice(4, 16);

    public void Write(StunAttributeType type, scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(Begin(type, value.Length));
        End(value.Length);
    }

    /// <summary>An attribute that says all by being there, as USE-CANDIDATE.</summary>
    public void WriteFlag(StunAttributeType type) => Write(type, []);

    public void WriteUInt32(StunAttributeType type, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Begin(type, sizeof(uint)), value);
        End(sizeof(uint));
    }

    public void WriteUInt64(StunAttributeType type, ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Begin(type, sizeof(ulong)), value);
        End(sizeof(ulong));
    }

    /// <summary>Text as UTF-8 without a terminator.</summary>
    public void WriteText(StunAttributeType type, scoped ReadOnlySpan<char> text)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        _ = Encoding.UTF8.GetBytes(text, Begin(type, size));
        End(size);
    }

    /// <summary>An address, exclusive-or'ed where the type asks for it.</summary>
    public void WriteAddress(StunAttributeType type, TransportAddress address)
    {
        Span<byte> value = stackalloc byte[StunAddress.MaximumSize];
        Write(type, value[..StunAddress.Write(value, address, StunAddress.IsXor(type), AddressMask)]);
    }

    /// <param name="code">300 to 699 (RFC 8489 §14.8).</param>
    public void WriteErrorCode(int code, scoped ReadOnlySpan<byte> reason)
    {
        var value = Begin(StunAttributeType.ErrorCode, 4 + reason.Length);
        value[0] = 0;
        value[1] = 0;
        value[2] = (byte)(code / 100);
        value[3] = (byte)(code % 100);
        reason.CopyTo(value[4..]);
        End(4 + reason.Length);
    }

    public void WriteUnknownAttributes(scoped ReadOnlySpan<StunAttributeType> types)
    {
        var value = Begin(StunAttributeType.UnknownAttributes, types.Length * sizeof(ushort));
        for (var i = 0; i < types.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(value[(i * sizeof(ushort))..], (ushort)types[i]);
        End(types.Length * sizeof(ushort));
    }

    /// <param name="key">The password's bytes for short-term credentials, <see cref="StunLongTermKey"/> for long-term ones.</param>
    public void WriteIntegrity(scoped ReadOnlySpan<byte> key)
    {
        var at = Length;
        var value = Begin(StunAttributeType.MessageIntegrity, StunIntegrity.Sha1Size);
        StunIntegrity.ComputeSha1(key, _buffer, at, value);
        End(StunIntegrity.Sha1Size);
    }

    public void WriteIntegritySha256(scoped ReadOnlySpan<byte> key)
    {
        var at = Length;
        var value = Begin(StunAttributeType.MessageIntegritySha256, StunIntegrity.Sha256Size);
        StunIntegrity.ComputeSha256(key, _buffer, at, StunIntegrity.Sha256Size, value);
        End(StunIntegrity.Sha256Size);
    }

    public void WriteFingerprint()
    {
        var at = Length;
        var value = Begin(StunAttributeType.Fingerprint, StunIntegrity.FingerprintSize);
        End(StunIntegrity.FingerprintSize);
        // RFC 8489 §14.7: the length that is summed already counts this attribute.
        BinaryPrimitives.WriteUInt32BigEndian(value, StunIntegrity.ComputeFingerprint(_buffer[..at]));
    }

    private readonly Span<byte> Begin(StunAttributeType type, int size)
    {
        var attribute = _buffer.Slice(Length, StunMessage.AttributeHeaderSize + StunMessage.Padded(size));
        BinaryPrimitives.WriteUInt16BigEndian(attribute, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[2..], (ushort)size);
        attribute[(StunMessage.AttributeHeaderSize + size)..].Clear();
        return attribute.Slice(StunMessage.AttributeHeaderSize, size);
    }

    private void End(int size)
    {
        Length += StunMessage.AttributeHeaderSize + StunMessage.Padded(size);
        WriteLength();
    }

    private readonly void WriteLength() =>
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)(Length - StunMessage.HeaderSize));
}
