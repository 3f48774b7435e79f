using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Dtls;

namespace CamAgent.WebRtc.Tests.Dtls;

public sealed class DtlsFingerprintTests
{
    private static readonly string Text = Identities.Camera.Fingerprint.ToString();

    [Fact]
    public void Its_text_reads_back_in_either_case()
    {
        Assert.True(DtlsFingerprint.TryParse("sha-256", Text, out var upper));
        Assert.True(DtlsFingerprint.TryParse("SHA-256", Text.ToLowerInvariant(), out var lower));

        Assert.Equal(Identities.Camera.Fingerprint, upper);
        Assert.Equal(upper, lower);
        Assert.Equal("sha-256", lower.HashName);
    }

    [Theory]
    [InlineData("sha-1", 20)]
    [InlineData("md5", 16)]
    [InlineData("sha-256", 20)]
    [InlineData("sha-256", 33)]
    [InlineData("sha-384", 32)]
    [InlineData("", 32)]
    public void Weak_hashes_and_wrong_lengths_are_refused(string name, int length) =>
        Assert.False(DtlsFingerprint.TryCreate(name, new byte[length], out _));

    [Theory]
    [InlineData("sha-384", 48)]
    [InlineData("sha-512", 64)]
    public void Longer_hashes_are_taken(string name, int length) => Assert.True(DtlsFingerprint.TryCreate(name, new byte[length], out _));

    [Fact]
    public void Malformed_text_is_refused()
    {
        foreach (var text in new[] { "", ":", "A", Text[..^1], Text + ":", Text.Replace(':', '-'), Text.Replace(":", "", StringComparison.Ordinal), "G" + Text[1..], new string('A', 100_000) })
            Assert.False(DtlsFingerprint.TryParse("sha-256", text, out _), text);
    }

    [Fact]
    public void No_text_makes_the_parser_throw() =>
        Fuzz.Bytes(99, 5000, 300, [System.Text.Encoding.ASCII.GetBytes(Text)], static input => _ = DtlsFingerprint.TryParse("sha-256", System.Text.Encoding.Latin1.GetString(input), out _), 8);
}
