using CamAgent.WebRtc.Interop;
using CamAgent.WebRtc.Srtp;
using static CamAgent.WebRtc.Tests.Srtp.Vectors;

namespace CamAgent.WebRtc.Tests.Srtp;

/// <summary>The test vectors that the RFCs print.</summary>
public sealed class SrtpVectorTests
{
    private const string GcmSalt = "517569642070726f2071756f";
    private const string GcmKey = "000102030405060708090a0b0c0d0e0f";
    private const string RtpPlain = "8040f17b8041f8d35501a0b2" + RtpPayload;
    private const string RtpPayload = "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";

    private const string RtpProtected =
        "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
        + "899d7f27beb16a9152cf765ee4390cce";

    private const string RtcpPlain = "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

    private const string RtcpProtected =
        "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b"
        + "c84aa45896cf4d2fc5abf87245d9eade800005d4";

    [Fact]
    public void RFC_3711_B_2_the_keystream_of_AES_in_counter_mode()
    {
        using var cipher = CipherContext.Aes128Counter(Hex("2B7E151628AED2A6ABF7158809CF4F3C"));
        var keystream = new byte[0xFF02 * 16];

        cipher.Begin(Hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"));
        cipher.Transform(keystream, keystream);

        Assert.Equal(Hex("E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0"), keystream[..48]);
        Assert.Equal(Hex("EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE 6A2CC3787889374FBEB4C81B17BA6C44"), keystream[(0xFEFF * 16)..]);
    }

    [Theory]
    [InlineData(SrtpKeyDerivation.RtpEncryption, "C61E7A93744F39EE10734AFE3FF7A087")]
    [InlineData(SrtpKeyDerivation.RtpSalt, "30CBBC08863D8C85D49DB34A9AE1")]
    [InlineData(SrtpKeyDerivation.RtpAuthentication, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC256D6E919A48B610EF17C2041E4740357 66B68642C59BBFC2F34DB60DBDFB2DC68")]
    public void RFC_3711_B_3_key_derivation(byte label, string expected)
    {
        var key = new byte[Hex(expected).Length];

        SrtpKeyDerivation.Derive(Hex("E1F97A0D3E018BE0D64FA32C06DE4139"), Hex("0EC675AD498AFEEBB6960B3AABE6"), label, key);

        Assert.Equal(Hex(expected), key);
    }

    [Theory]
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "b617318655057264e28bc0b6fb378c8ef146be00")]
    [InlineData("4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd", "125d7342b9ac11cd91a39af48aa17b4f63f175d3")]
    [InlineData("0102030405060708090a0b0c0d0e0f10111213141516171819", "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "4c9007f4026250c6bc8414f9bf50c86c2d7235da")]
    public void RFC_2202_HMAC_SHA1(string key, string data, string expected)
    {
        using var hmac = new HmacSha1(Hex(key));
        var tag = new byte[HmacSha1.TagLength];
        var message = Hex(data);

        for (var split = 0; split <= message.Length; split += 5)
        {
            hmac.Compute(message.AsSpan(0, split), message.AsSpan(split), tag);
            Assert.Equal(Hex(expected), tag);
        }
    }

    [Fact]
    public void RFC_7714_16_1_an_RTP_packet_in_AEAD_AES_128_GCM()
    {
        using var encrypt = Gcm(encrypt: true);
        using var decrypt = Gcm(encrypt: false);
        var packet = new byte[Hex(RtpProtected).Length];
        Hex(RtpPlain).AsSpan(0, 12).CopyTo(packet);

        encrypt.EncryptRtp(Hex(RtpPayload), packet, 12, 0x5501a0b2, 0xf17b);
        Assert.Equal(Hex(RtpProtected), packet);

        Assert.True(decrypt.DecryptRtp(packet, 12, 0x5501a0b2, 0xf17b));
        Assert.Equal(Hex(RtpPlain), packet[..^16]);
    }

    [Fact]
    public void RFC_7714_17_1_an_RTCP_packet_in_AEAD_AES_128_GCM()
    {
        using var encrypt = Gcm(encrypt: true);
        using var decrypt = Gcm(encrypt: false);
        var packet = new byte[Hex(RtcpProtected).Length];

        encrypt.EncryptRtcp(Hex(RtcpPlain), packet, 0x4d617273, 0x5d4);
        Assert.Equal(Hex(RtcpProtected), packet);

        Assert.True(decrypt.DecryptRtcp(packet, 0x4d617273, 0x5d4));
        Assert.Equal(Hex(RtcpPlain), packet[..^20]);
    }

    [Fact]
    public void A_packet_in_AES_CM_128_HMAC_SHA1_80_is_made_of_the_RFCs_parts()
    {
        // RFC 3711 prints no whole packet. This composes one from AES-ECB and HMAC as §4.1.1 and §4.2 say, with the B.3 session keys.
        var master = new SrtpMasterKey(SrtpProfile.AesCm128HmacSha1_80, Hex("E1F97A0D3E018BE0D64FA32C06DE4139"), Hex("0EC675AD498AFEEBB6960B3AABE6"));
        var payload = new byte[40];
        var header = Header(0x1234, 0xDECAFBAD);
        var packet = new byte[12 + 40 + 10];
        using var sender = new SrtpSender(master);

        _ = sender.Protect(header, payload, packet);

        var block = Hex("30CBBC08863D8C85D49DB34A9AE1 0000");
        foreach (var (at, value) in new[] { (4, 0xDE), (5, 0xCA), (6, 0xFB), (7, 0xAD), (12, 0x12), (13, 0x34) })
            block[at] ^= (byte)value;
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.Key = Hex("C61E7A93744F39EE10734AFE3FF7A087");
        var expected = new List<byte>(header);
        for (byte counter = 0; counter < 3; counter++)
        {
            block[15] = counter;
            expected.AddRange(aes.EncryptEcb(block, System.Security.Cryptography.PaddingMode.None));
        }

        expected = expected[..52];
        using var hmac = new HmacSha1(Hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
        var tag = new byte[20];
        hmac.Compute(expected.ToArray(), new byte[4], tag);
        Assert.Equal([.. expected, .. tag[..10]], packet);
    }

    private static AeadAesGcmTransform Gcm(bool encrypt)
    {
        var keys = new SrtpSessionKeys(Hex(GcmKey), Hex(GcmSalt), []);
        return new AeadAesGcmTransform(keys, keys, encrypt);
    }
}
