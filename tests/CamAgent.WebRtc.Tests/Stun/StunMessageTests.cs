using System.Buffers.Binary;
using System.Text;
using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Tests.Stun;

public sealed class StunMessageTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes(Rfc5769Vectors.Password);

    [Fact]
    public void The_sample_request_reads_as_RFC_5769_says()
    {
        Assert.True(StunMessage.TryParse(Rfc5769Vectors.Request, out var message));
        Assert.Equal(StunClass.Request, message.Class);
        Assert.Equal(StunMethod.Binding, message.Method);
        Assert.Equal(new StunTransactionId(0xB7E7A701BC34D686, 0xFA87DFAE), message.TransactionId);
        Assert.True(message.TryGet(StunAttributeType.Username, out var username));
        Assert.Equal("evtj:h6vY", Encoding.ASCII.GetString(username));
        Assert.True(message.TryGet(StunAttributeType.Software, out var software));
        Assert.Equal("STUN test client", Encoding.ASCII.GetString(software));
        Assert.True(message.TryGetUInt32(StunAttributeType.Priority, out var priority));
        Assert.Equal(0x6E0001FFu, priority);
        Assert.True(message.TryGetUInt64(StunAttributeType.IceControlled, out var tieBreaker));
        Assert.Equal(0x932FF9B151263B36u, tieBreaker);
        Assert.True(message.HasFingerprint);
        Assert.True(message.VerifyIntegrity(Key));
    }

    [Fact]
    public void The_sample_IPv4_response_holds_its_mapped_address()
    {
        Assert.True(StunMessage.TryParse(Rfc5769Vectors.ResponseIPv4, out var message));
        Assert.Equal(StunClass.SuccessResponse, message.Class);
        Assert.True(message.VerifyIntegrity(Key));
        Assert.True(message.TryGetMappedAddress(out var address));
        Assert.Equal("192.0.2.1:32853", address.ToString());
    }

    [Fact]
    public void The_sample_IPv6_response_holds_its_mapped_address()
    {
        Assert.True(StunMessage.TryParse(Rfc5769Vectors.ResponseIPv6, out var message));
        Assert.True(message.VerifyIntegrity(Key));
        Assert.True(message.TryGetMappedAddress(out var address));
        Assert.Equal("[2001:db8:1234:5678:11:2233:4455:6677]:32853", address.ToString());
    }

    [Fact]
    public void The_sample_request_with_long_term_credentials_verifies()
    {
        Assert.True(StunMessage.TryParse(Rfc5769Vectors.LongTermRequest, out var message));
        Assert.True(message.TryGet(StunAttributeType.Realm, out var realm));
        Assert.Equal("example.org", Encoding.ASCII.GetString(realm));
        Assert.True(message.TryGet(StunAttributeType.Nonce, out var nonce));
        Assert.Equal("f//499k954d6OL34oL9FSTvy64sA", Encoding.ASCII.GetString(nonce));
        Span<byte> key = stackalloc byte[StunLongTermKey.Size];
        Assert.True(StunLongTermKey.TryDerive(Rfc5769Vectors.LongTermUsername, realm, Rfc5769Vectors.LongTermPassword, key));
        Assert.True(message.VerifyIntegrity(key));
        Assert.False(message.HasFingerprint);
    }

    // Made with another implementation of HMAC and CRC: the vector that RFC 8489 prints is wrong.
    [Theory]
    [InlineData("FULL")]
    [InlineData("TRUNCATED")]
    public void Integrity_with_SHA_256_verifies_whole_and_truncated(string which)
    {
        var bytes = Convert.FromHexString(string.Equals(which, "FULL", StringComparison.Ordinal)
            ? "0001003c2112a442b7e7a701bc34d686fa87dfae000600096576746a3a68367659000000001c00209a241fa22a3d77e481fb2ad29fa9ce63403cd45c007996723331e370538de12480280004a0e97521"
            : "000100242112a442b7e7a701bc34d686fa87dfae000600096576746a3a68367659000000001c001040e26b42f754242912c2b6b9fbdca907");
        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.True(message.HasIntegritySha256);
        Assert.True(message.VerifyIntegritySha256(Key));
        Assert.False(message.VerifyIntegritySha256("another"u8));
        Assert.False(message.VerifyIntegrity(Key));
    }

    [Fact]
    public void A_flipped_bit_anywhere_breaks_the_sample_request()
    {
        for (var bit = 0; bit < Rfc5769Vectors.Request.Length * 8; bit++)
        {
            var bytes = Rfc5769Vectors.Request;
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(StunMessage.TryParse(bytes, out var message) && message.VerifyIntegrity(Key) && message.HasFingerprint, $"bit {bit}");
        }
    }

    [Fact]
    public void A_truncated_message_is_refused()
    {
        for (var length = 0; length < Rfc5769Vectors.Request.Length; length++)
            Assert.False(StunMessage.TryParse(Rfc5769Vectors.Request.AsSpan(0, length), out _), $"length {length}");
    }

    [Fact]
    public void A_message_with_something_behind_it_is_refused() =>
        Assert.False(StunMessage.TryParse([.. Rfc5769Vectors.Request, 0, 0, 0, 0], out _));

    [Fact]
    public void A_fingerprint_that_is_not_the_last_attribute_is_refused()
    {
        Span<byte> buffer = stackalloc byte[128];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, default);
        writer.WriteFingerprint();
        writer.WriteText(StunAttributeType.Software, "late");
        Assert.False(StunMessage.TryParse(buffer[..writer.Length], out _));
    }

    [Fact]
    public void What_follows_the_integrity_is_ignored()
    {
        Span<byte> buffer = stackalloc byte[128];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, default);
        writer.WriteIntegrity(Key);
        writer.WriteFlag(StunAttributeType.UseCandidate);
        writer.WriteFingerprint();
        Assert.True(StunMessage.TryParse(buffer[..writer.Length], out var message));
        Assert.True(message.VerifyIntegrity(Key));
        Assert.False(message.Has(StunAttributeType.UseCandidate));
    }

    [Fact]
    public void Of_two_attributes_of_one_type_the_first_counts()
    {
        Span<byte> buffer = stackalloc byte[128];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, default);
        writer.WriteUInt32(StunAttributeType.Priority, 1);
        writer.WriteUInt32(StunAttributeType.Priority, 2);
        Assert.True(StunMessage.TryParse(buffer[..writer.Length], out var message));
        Assert.True(message.TryGetUInt32(StunAttributeType.Priority, out var priority));
        Assert.Equal(1u, priority);
    }

    [Fact]
    public void Unknown_attributes_are_named_only_where_they_must_be_understood()
    {
        Span<byte> buffer = stackalloc byte[128];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, default);
        writer.WriteUInt32(StunAttributeType.Priority, 1);
        writer.WriteFlag((StunAttributeType)0x7FFF);
        writer.WriteFlag((StunAttributeType)0x7FFF);
        writer.WriteFlag((StunAttributeType)0xC057);
        Assert.True(StunMessage.TryParse(buffer[..writer.Length], out var message));
        var unknown = new StunAttributeType[4];
        Assert.Equal(1, message.CopyUnknownRequired([StunAttributeType.Priority], unknown));
        Assert.Equal((StunAttributeType)0x7FFF, unknown[0]);
    }

    [Fact]
    public void An_error_code_outside_300_to_699_is_not_one()
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new StunWriter(buffer, StunClass.ErrorResponse, StunMethod.Binding, default);
        writer.Write(StunAttributeType.ErrorCode, [0, 0, 2, 0]);
        Assert.True(StunMessage.TryParse(buffer[..writer.Length], out var message));
        Assert.False(message.TryGetErrorCode(out _, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Anything_can_be_read_without_an_exception_or_a_large_allocation(int seed)
    {
        byte[] unsigned = new byte[64];
        var writer = new StunWriter(unsigned, StunClass.ErrorResponse, StunMethod.Binding, default);
        writer.WriteErrorCode(300, "Try Alternate"u8);
        writer.WriteAddress(StunAttributeType.AlternateServer, TransportAddress.FromBytes([192, 0, 2, 1], 3478));
        var corpus = new[] { Rfc5769Vectors.Request, Rfc5769Vectors.ResponseIPv4, Rfc5769Vectors.ResponseIPv6, Rfc5769Vectors.LongTermRequest, unsigned[..writer.Length] };
        Fuzz.Bytes(seed, 20_000, 600, corpus, input => Read(Repaired(input)), maximumAllocationFactor: 2);
    }

    /// <summary>Half of the inputs get a header that lets them in, or the fuzzer would hardly ever reach the attributes.</summary>
    private static byte[] Repaired(byte[] input)
    {
        if (input.Length < StunMessage.HeaderSize || (input[^1] & 1) == 0)
            return input;
        var length = input.Length & ~3;
        input[0] &= 0x3F;
        BinaryPrimitives.WriteUInt16BigEndian(input.AsSpan(2), (ushort)(length - StunMessage.HeaderSize));
        BinaryPrimitives.WriteUInt32BigEndian(input.AsSpan(4), StunMessage.MagicCookie);
        return input[..length];
    }

    private static void Read(byte[] input)
    {
        if (!StunMessage.TryParse(input, out var message))
            return;
        foreach (var attribute in message.Attributes)
        {
            _ = message.TryGetAddress(attribute.Type, out _);
            _ = message.TryGetUInt32(attribute.Type, out _);
            _ = message.TryGetUInt64(attribute.Type, out _);
        }

        _ = message.TryGetErrorCode(out _, out _);
        _ = message.TryGetMappedAddress(out _);
        _ = message.VerifyIntegrity(Key);
        _ = message.VerifyIntegritySha256(Key);
        Span<StunAttributeType> unknown = stackalloc StunAttributeType[4];
        _ = message.CopyUnknownRequired([], unknown);
    }
}
