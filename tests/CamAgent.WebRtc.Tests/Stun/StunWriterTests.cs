using System.Text;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Tests.Stun;

public sealed class StunWriterTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes(Rfc5769Vectors.Password);
    private static readonly StunTransactionId SampleId = new(0xB7E7A701BC34D686, 0xFA87DFAE);

    [Fact]
    public void The_sample_request_is_written_byte_for_byte_but_for_its_padding()
    {
        var buffer = new byte[256];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, SampleId);
        writer.WriteText(StunAttributeType.Software, "STUN test client");
        writer.WriteUInt32(StunAttributeType.Priority, 0x6E0001FF);
        writer.WriteUInt64(StunAttributeType.IceControlled, 0x932FF9B151263B36);
        writer.Write(StunAttributeType.Username, "evtj:h6vY"u8);
        // The RFC pads with spaces where this writer has zeros (both are allowed), so the code that covers them differs too.
        Assert.Equal(Rfc5769Vectors.Request[4..(writer.Length - 3)], buffer[4..(writer.Length - 3)]);
        writer.WriteIntegrity(Key);
        writer.WriteFingerprint();
        Assert.Equal(Rfc5769Vectors.Request.Length, writer.Length);
        Assert.True(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out var message));
        Assert.True(message.VerifyIntegrity(Key));
    }

    [Fact]
    public void The_sample_request_with_long_term_credentials_is_written_byte_for_byte()
    {
        var buffer = new byte[256];
        var key = new byte[StunLongTermKey.Size];
        Assert.True(StunLongTermKey.TryDerive(Rfc5769Vectors.LongTermUsername, "example.org"u8, Rfc5769Vectors.LongTermPassword, key));
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, new(0x78AD3433C6AD72C0, 0x29DA412E));
        writer.WriteText(StunAttributeType.Username, Rfc5769Vectors.LongTermUsername);
        writer.WriteText(StunAttributeType.Nonce, "f//499k954d6OL34oL9FSTvy64sA");
        writer.WriteText(StunAttributeType.Realm, "example.org");
        writer.WriteIntegrity(key);
        Assert.Equal(Rfc5769Vectors.LongTermRequest, buffer[..writer.Length]);
    }

    [Theory]
    [InlineData("192.0.2.1", 32853, "002000080001A147E112A643")]
    [InlineData("2001:db8:1234:5678:11:2233:4455:6677", 32853, "002000140002A1470113A9FAA5D3F179BC25F4B5BED2B9D9")]
    public void An_address_is_hidden_as_in_the_sample_responses(string address, int port, string expected)
    {
        var buffer = new byte[128];
        var writer = new StunWriter(buffer, StunClass.SuccessResponse, StunMethod.Binding, SampleId);
        Assert.True(TransportAddress.TryParse(address, (ushort)port, out var parsed));
        writer.WriteAddress(StunAttributeType.XorMappedAddress, parsed);
        Assert.Equal(expected, Convert.ToHexString(buffer[StunMessage.HeaderSize..writer.Length]));
    }

    [Theory]
    [InlineData(StunMethod.Binding, StunClass.Request, 0x0001)]
    [InlineData(StunMethod.Binding, StunClass.ErrorResponse, 0x0111)]
    [InlineData(StunMethod.Data, StunClass.Indication, 0x0017)]
    [InlineData(StunMethod.ChannelBind, StunClass.SuccessResponse, 0x0109)]
    [InlineData((StunMethod)0xFFF, StunClass.Request, 0x3EEF)]
    public void Method_and_class_interleave_as_in_RFC_8489_figure_3(StunMethod method, StunClass messageClass, int type)
    {
        var buffer = new byte[StunMessage.HeaderSize];
        _ = new StunWriter(buffer, messageClass, method, default);
        Assert.Equal(type, (buffer[0] << 8) | buffer[1]);
        Assert.True(StunMessage.TryParse(buffer, out var message));
        Assert.Equal(method, message.Method);
        Assert.Equal(messageClass, message.Class);
    }

    [Fact]
    public void An_error_code_comes_back_with_its_reason()
    {
        var buffer = new byte[128];
        var writer = new StunWriter(buffer, StunClass.ErrorResponse, StunMethod.Binding, SampleId);
        writer.WriteErrorCode(StunErrorCode.StaleNonce, "Stale Nonce"u8);
        writer.WriteUnknownAttributes([(StunAttributeType)0x7FFE]);
        Assert.True(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out var message));
        Assert.True(message.TryGetErrorCode(out var code, out var reason));
        Assert.Equal(438, code);
        Assert.Equal("Stale Nonce", Encoding.UTF8.GetString(reason));
    }

    [Fact]
    public void Both_integrities_and_the_fingerprint_hold_together()
    {
        var buffer = new byte[256];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, SampleId);
        writer.Write(StunAttributeType.Username, "evtj:h6vY"u8);
        writer.WriteIntegrity(Key);
        writer.WriteIntegritySha256(Key);
        writer.WriteFingerprint();
        Assert.True(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out var message));
        Assert.True(message.VerifyIntegrity(Key));
        Assert.True(message.VerifyIntegritySha256(Key));
        Assert.True(message.HasFingerprint);
    }

    [Fact]
    public void Writing_and_verifying_allocate_nothing()
    {
        var buffer = new byte[256];
        RoundTrip(buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            RoundTrip(buffer);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void RoundTrip(byte[] buffer)
    {
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, SampleId);
        writer.Write(StunAttributeType.Username, "evtj:h6vY"u8);
        writer.WriteIntegrity(Key);
        writer.WriteFingerprint();
        if (!StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out var message) || !message.VerifyIntegrity(Key))
            throw new InvalidOperationException("What was written does not verify.");
    }
}
