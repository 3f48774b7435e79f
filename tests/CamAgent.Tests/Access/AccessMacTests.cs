using System.Text;
using CamAgent.Access;
using CamAgent.Tests.Shared;

namespace CamAgent.Tests.Access;

public sealed class AccessMacTests
{
    // key=000102…1f
    // printf 'camagent/v1/hello\nfront-door\nAbCdEfGh12345678\nalice\nQUJDREVGR0hJSktMTU5PUA' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | basenc --base64url | tr -d =
    private const string HelloMac = "T0faclxle3ebVysCszJlY7RZ1mQ7O0l_ydZjp0BX0Rs";

    // sdp=$(printf 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=\xc3\xa9\xf0\x9f\x8e\xa5\r\n' | openssl dgst -sha256 -r | cut -d' ' -f1)
    // printf "camagent/v1/offer\nfront-door\nAbCdEfGh12345678\nY2FtZXJhLW5vbmNlLTEyMzQ\n$sdp" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | basenc --base64url | tr -d =
    private const string OfferMac = "V_A2rjM0lRVRKjLtPvfp0zRAn4Eg4ZUZYswURKze8ag";

    private const string Id = "front-door";
    private const string Session = "AbCdEfGh12345678";
    private const string Nonce = "QUJDREVGR0hJSktMTU5PUA";
    private const string CameraNonce = "Y2FtZXJhLW5vbmNlLTEyMzQ";
    private const string Sdp = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=é🎥\r\n";

    private static readonly ViewerSecret Secret = ParseSecret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

    [Fact]
    public void A_hellos_mac_is_what_openssl_computes() => Assert.Equal(HelloMac, AccessMac.Hello(Secret, Id, Session, "alice", Nonce));

    [Fact]
    public void An_offers_mac_is_what_openssl_computes() => Assert.Equal(OfferMac, AccessMac.Offer(Secret, Id, Session, CameraNonce, Sdp));

    [Fact]
    public void Right_macs_are_accepted()
    {
        Assert.True(AccessMac.VerifyHello(Secret, Id, Session, "alice", Nonce, HelloMac));
        Assert.True(AccessMac.VerifyOffer(Secret, Id, Session, CameraNonce, Sdp, OfferMac));
    }

    [Fact]
    public void Every_field_of_a_hello_is_protected()
    {
        Assert.False(AccessMac.VerifyHello(Secret, "back-door", Session, "alice", Nonce, HelloMac));
        Assert.False(AccessMac.VerifyHello(Secret, Id, "AbCdEfGh12345679", "alice", Nonce, HelloMac));
        Assert.False(AccessMac.VerifyHello(Secret, Id, Session, "bob", Nonce, HelloMac));
        Assert.False(AccessMac.VerifyHello(Secret, Id, Session, "alice", "QUJDREVGR0hJSktMTU5PUB", HelloMac));
        Assert.False(AccessMac.VerifyHello(ViewerSecret.Create(), Id, Session, "alice", Nonce, HelloMac));
    }

    [Fact]
    public void Every_field_of_an_offer_is_protected()
    {
        Assert.False(AccessMac.VerifyOffer(Secret, "back-door", Session, CameraNonce, Sdp, OfferMac));
        Assert.False(AccessMac.VerifyOffer(Secret, Id, "AbCdEfGh12345679", CameraNonce, Sdp, OfferMac));
        Assert.False(AccessMac.VerifyOffer(Secret, Id, Session, Nonce, Sdp, OfferMac));
        Assert.False(AccessMac.VerifyOffer(Secret, Id, Session, CameraNonce, Sdp + " ", OfferMac));
    }

    [Fact]
    public void A_hello_is_no_offer() => Assert.False(AccessMac.VerifyOffer(Secret, Id, Session, Nonce, "alice", AccessMac.Hello(Secret, Id, Session, "alice", Nonce)));

    [Fact]
    public void Fields_cannot_be_shifted_by_a_line_feed()
    {
        var mac = AccessMac.Hello(Secret, Id, $"{Session}\nalice", "bob", Nonce);

        Assert.False(AccessMac.VerifyHello(Secret, Id, $"{Session}\nalice", "bob", Nonce, mac));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("T0faclxle3ebVysCszJlY7RZ1mQ7O0l_ydZjp0BX0R")]
    [InlineData("T0faclxle3ebVysCszJlY7RZ1mQ7O0l_ydZjp0BX0Rs=")]
    [InlineData("T0faclxle3ebVysCszJlY7RZ1mQ7O0l/ydZjp0BX0Rs")]
    [InlineData(" T0faclxle3ebVysCszJlY7RZ1mQ7O0l_ydZjp0BX0Rs")]
    // The same bytes with other bits behind them.
    [InlineData("T0faclxle3ebVysCszJlY7RZ1mQ7O0l_ydZjp0BX0Rt")]
    public void A_mac_in_any_other_spelling_is_refused(string? mac) => Assert.False(AccessMac.VerifyHello(Secret, Id, Session, "alice", Nonce, mac));

    [Theory]
    [InlineData("0123456789abcde", false)]
    [InlineData("0123456789abcdef", true)]
    [InlineData("0123456789abcd-_", true)]
    [InlineData("0123456789abcd=", false)]
    [InlineData("0123456789abcde\n", false)]
    [InlineData(null, false)]
    public void A_nonce_has_16_to_64_base64url_characters(string? nonce, bool expected)
    {
        Assert.Equal(expected, AccessMac.IsNonce(nonce));
        Assert.True(AccessMac.IsNonce(new string('a', 64)));
        Assert.False(AccessMac.IsNonce(new string('a', 65)));
    }

    [Fact]
    public void An_SDP_with_half_a_character_is_refused() => Assert.False(AccessMac.VerifyOffer(Secret, Id, Session, CameraNonce, "v=0\ud800", OfferMac));

    [Fact]
    public void Whatever_comes_is_refused_without_an_exception() =>
        Fuzz.Bytes(seed: 42, rounds: 5000, maximumLength: 120, [Encoding.ASCII.GetBytes(HelloMac), Encoding.ASCII.GetBytes(Nonce)], input =>
        {
            var text = Encoding.Latin1.GetString(input);
            Assert.Equal(text == HelloMac, AccessMac.VerifyHello(Secret, Id, Session, "alice", Nonce, text));
            Assert.False(AccessMac.VerifyOffer(Secret, Id, Session, text, text, HelloMac));
        });

    private static ViewerSecret ParseSecret(string text) => ViewerSecret.TryParse(text, out var secret) ? secret! : throw new FormatException(text);
}
