using CamAgent.Access;
using CamAgent.Signaling;
using CamAgent.Signaling.Authentication;
using CamAgent.WebRtc;

namespace CamAgent.Tests.Signaling;

/// <summary>
/// The expected values come from OpenSSL: <c>printf FIELDS | openssl dgst -sha256 -mac HMAC -macopt
/// hexkey:000102…1e1f -binary | basenc --base64url | tr -d =</c>, with <c>sha256sum</c> for the description.
/// </summary>
public sealed class SignalMacTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];

    [Fact]
    public void The_hello_covers_label_device_session_viewer_and_nonce() => Assert.Equal(
        "CvX7S1sJrlSUTkyzqKo1SuMU6VJT8UrSF4PqslOhQMs",
        SignalMac.Hello(Key, "front-door", "session-0001", "alice", "AAAAAAAAAAAAAAAAAAAAAA"));

    [Fact]
    public void The_offer_covers_label_device_session_nonce_and_the_hash_of_the_UTF8_description() => Assert.Equal(
        "MCM8fHFDOb4dg6BjE7SBjjAzOE33D0yGrtWw6DHZSog",
        SignalMac.Offer(Key, "front-door", "session-0001", "BBBBBBBBBBBBBBBBBBBBBB", "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=Türkamera\r\n"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("CvX7S1sJrlSUTkyzqKo1SuMU6VJT8UrSF4PqslOhQMs=")]
    [InlineData("CvX7S1sJrlSUTkyzqKo1SuMU6VJT8UrSF4PqslOhQMt")] // The same 32 bytes with other unused bits.
    [InlineData("DvX7S1sJrlSUTkyzqKo1SuMU6VJT8UrSF4PqslOhQMs")]
    public void Only_the_canonical_text_matches(string? received)
    {
        const string Expected = "CvX7S1sJrlSUTkyzqKo1SuMU6VJT8UrSF4PqslOhQMs";
        Assert.True(SignalMac.Matches(Expected, Expected));
        Assert.False(SignalMac.Matches(Expected, received));
    }

    [Theory]
    [InlineData("AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "alice")]
    [InlineData("AgECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "bob")]
    [InlineData("BwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", null)]
    [InlineData("AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", null)]
    [InlineData("AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+", null)]
    [InlineData("", null)]
    public void A_token_is_the_secret_in_unpadded_base64url(string token, string? viewer)
    {
        var authentication = new ViewerAuthentication(new FakeDirectory { Current = [Viewers.Alice, Viewers.Bob] }, new ManualTime(), SecureRandomSource.Instance);
        Assert.Equal(viewer, authentication.FindByToken(token)?.Name);
    }

    [Fact]
    public void A_viewer_may_do_what_it_has_the_right_to_until_it_expires()
    {
        var time = new ManualTime();
        var viewer = new ViewerEntry("dora", Viewers.Secret(9), ViewerRights.View | ViewerRights.Talk, time.GetUtcNow().AddDays(1));
        var authentication = new ViewerAuthentication(new FakeDirectory(), time, SecureRandomSource.Instance);
        Assert.Null(authentication.Refusal(viewer, ViewerRights.View));
        Assert.NotNull(authentication.Refusal(viewer, ViewerRights.Control));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Contains("expired", authentication.Refusal(viewer, ViewerRights.View), StringComparison.Ordinal);
    }

    [Fact]
    public void A_viewer_does_not_print_its_secret() => Assert.Equal("alice", Viewers.Alice.ToString());
}
