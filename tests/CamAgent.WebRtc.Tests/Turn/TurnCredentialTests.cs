using CamAgent.WebRtc.Stun;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Turn;

public sealed class TurnCredentialTests
{
    // printf %s 1433895918:camera | openssl dgst -sha1 -hmac north -binary | base64
    [Fact]
    public void A_time_limited_credential_is_what_openssl_computes()
    {
        var credential = TimeLimitedTurnCredential.Create("north", "camera", DateTimeOffset.FromUnixTimeSeconds(1433895918));
        Assert.Equal("1433895918:camera", credential.Username);
        Assert.Equal("MU0TrGHUPOcf473YZ6xWFMcvkhM=", credential.Password);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1433895918), credential.Expires);
    }

    // printf %s user:realm:pass | openssl dgst -md5, and -sha256: RFC 8489 §14.5 (its own example for MD5) and §18.5.1.2.
    [Theory]
    [InlineData(false, "8493fbc53ba582fb4c044c456bdc40eb")]
    [InlineData(true, "07e934117abd40836e7c6329b54731b2b2d2a5f9a71f544922d75e0730d8251b")]
    public void A_long_term_key_is_what_openssl_computes(bool sha256, string expected)
    {
        var key = new byte[sha256 ? StunLongTermKey.Sha256Size : StunLongTermKey.Size];
        Assert.True(sha256
            ? StunLongTermKey.TryDeriveSha256("user", "realm"u8, "pass", key)
            : StunLongTermKey.TryDerive("user", "realm"u8, "pass", key));
        Assert.Equal(expected, Convert.ToHexStringLower(key));
    }

    [Theory]
    [InlineData("0001000000020000", PasswordAlgorithm.Sha256)]
    [InlineData("00020000", PasswordAlgorithm.Sha256)]
    [InlineData("00010000", PasswordAlgorithm.Md5)]
    [InlineData("0009000301020300" + "00010000", PasswordAlgorithm.Md5)]
    [InlineData("00090000", PasswordAlgorithm.None)]
    [InlineData("", PasswordAlgorithm.None)]
    [InlineData("000100", PasswordAlgorithm.None)]
    [InlineData("00010005", PasswordAlgorithm.None)]
    public void The_best_known_algorithm_of_a_list_is_chosen(string list, object expected)
    {
        var found = PasswordAlgorithmList.TryChoose(Convert.FromHexString(list), out var best);
        Assert.Equal(((PasswordAlgorithm)expected, (PasswordAlgorithm)expected != PasswordAlgorithm.None), (best, found));
    }
}
