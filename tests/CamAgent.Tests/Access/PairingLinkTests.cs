using System.Buffers.Text;
using System.Text;
using CamAgent.Access;

namespace CamAgent.Tests.Access;

public sealed class PairingLinkTests
{
    private static readonly ViewerSecret Secret = ViewerSecret.TryParse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", out var secret) ? secret! : throw new InvalidOperationException();

    private static readonly PairingLink Link = new(new Uri("https://cam.example.org/view/?a=1"), "front-door", "Haustür 🎥", "AB:CD", "alice", Secret, "wss://broker.example.org/mqtt", "camagent");

    [Fact]
    public void A_link_holds_what_the_contract_says_behind_the_pages_address()
    {
        var parts = Link.ToString().Split("#pair=");

        Assert.Equal("https://cam.example.org/view/?a=1", parts[0]);
        Assert.Equal(
            """{"v":1,"id":"front-door","name":"Haustür \uD83C\uDFA5","fingerprint":"AB:CD","viewer":"alice","secret":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","mqtt":"wss://broker.example.org/mqtt","topicPrefix":"camagent"}""",
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
        Assert.DoesNotContain('=', parts[1]);
    }

    [Fact]
    public void A_link_is_read_back()
    {
        Assert.True(PairingLink.TryParse(Link.ToString(), out var read));
        Assert.Equal(Link with { Secret = Secret }, read! with { Secret = Secret });
        Assert.True(read.Secret.Matches(Secret.Bytes));
    }

    [Theory]
    [InlineData("https://cam.example.org/")]
    [InlineData("https://cam.example.org/#pair=")]
    [InlineData("https://cam.example.org/#pair=e30")]
    [InlineData("https://cam.example.org/#pair=eyJ2IjoyfQ")]
    [InlineData("javascript:alert(1)#pair=e30")]
    [InlineData("#pair=e30")]
    public void Anything_else_is_refused(string text) => Assert.False(PairingLink.TryParse(text, out _));

    [Fact]
    public void A_fragment_in_the_pages_address_gives_way() =>
        Assert.StartsWith("https://c/#pair=", (Link with { Page = new Uri("https://c/#old") }).ToString(), StringComparison.Ordinal);
}
