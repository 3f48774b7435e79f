using System.Text;
using CamAgent.Signaling;
using CamAgent.Signaling.Messages;
using CamAgent.Streaming;
using CamAgent.Tests.Shared;

namespace CamAgent.Tests.Signaling;

public sealed class SignalMessageReaderTests
{
    private const string Nonce = "0123456789abcdef";

    [Fact]
    public void A_hello_has_a_nonce_and_may_name_a_viewer() => Assert.Equal(
        new SignalMessage.Hello("alice", Nonce, "abc"),
        Read($$"""{"v":1,"type":"hello","viewer":"alice","nonce":"{{Nonce}}","mac":"abc"}"""));

    [Fact]
    public void A_hello_without_access_has_only_a_nonce() => Assert.Equal(
        new SignalMessage.Hello(null, Nonce, null), Read($$"""{"v":1,"type":"hello","nonce":"{{Nonce}}"}"""));

    [Fact]
    public void An_offer_has_the_decoded_description() => Assert.Equal(
        new SignalMessage.Offer("v=0\r\ns=Tür\r\n", null), Read("""{"v":1,"type":"offer","sdp":"v=0\r\ns=T\u00fcr\r\n"}"""));

    [Fact]
    public void A_candidate_is_what_the_browser_gives() => Assert.Equal(
        new SignalMessage.Candidate(new ViewerCandidate("candidate:1 1 udp 1 192.0.2.1 9 typ host", "0", 0, "abcd")),
        Read("""{"v":1,"type":"candidate","candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"abcd"}}"""));

    [Fact]
    public void A_null_candidate_ends_the_candidates() => Assert.Equal(
        new SignalMessage.Candidate(default), Read("""{"v":1,"type":"candidate","candidate":null}"""));

    [Fact]
    public void A_bye_may_have_a_reason() => Assert.Equal(new SignalMessage.Bye("closed"), Read("""{"reason":"closed","type":"bye","v":1}"""));

    [Fact]
    public void Unknown_members_are_ignored_whatever_they_hold() => Assert.Equal(
        new SignalMessage.Bye("x"), Read("""{"v":1,"type":"bye","new":{"v":2,"type":[1,{"reason":[]}]},"sdp":5,"new":1,"reason":"x"}"""));

    [Theory]
    [InlineData("""{"v":2,"type":"hello","nonce":["another","shape"]}""")]
    [InlineData("""{"type":"from the future","v":99}""")]
    [InlineData("""{"v":1.5,"type":"bye"}""")]
    [InlineData("""{"v":99999999999999999999,"type":"bye"}""")]
    [InlineData("""{"v":1,"type":"dance"}""")]
    [InlineData("""{"v":1,"type":"answer","sdp":"v=0"}""")]
    public void An_unknown_version_or_type_is_unsupported(string json) => Assert.Equal(SignalErrorCode.Unsupported, Refusal(json).Code);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"hello\"")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"type":"bye"}""")]
    [InlineData("""{"v":"1","type":"bye"}""")]
    [InlineData("""{"v":null,"type":"bye"}""")]
    [InlineData("""{"v":1,"type":5}""")]
    [InlineData("""{"v":1,"type":null}""")]
    [InlineData("""{"v":1,"type":"bye"} {}""")]
    [InlineData("""{"v":1,"type":"bye",}""")]
    [InlineData("""{"v":1,"type":"bye"/* no */}""")]
    [InlineData("""{"v":1,"type":"bye","reason":5}""")]
    [InlineData("""{"v":1,"type":"hello"}""")]
    [InlineData("""{"v":1,"type":"hello","nonce":null}""")]
    [InlineData("""{"v":1,"type":"hello","nonce":"0123456789abcde"}""")]
    [InlineData("""{"v":1,"type":"hello","nonce":"0123456789abcde="}""")]
    [InlineData("""{"v":1,"type":"hello","nonce":"0123456789abcde+"}""")]
    [InlineData("""{"v":1,"type":"hello","nonce":"0123456789abcdef","viewer":"a\nb"}""")]
    [InlineData("""{"v":1,"type":"hello","nonce":"0123456789abcdef","viewer":7}""")]
    [InlineData("""{"v":1,"type":"hello","nonce":"0123456789abcdef","mac":{}}""")]
    [InlineData("""{"v":1,"type":"offer"}""")]
    [InlineData("""{"v":1,"type":"offer","sdp":""}""")]
    [InlineData("""{"v":1,"type":"offer","sdp":null}""")]
    [InlineData("""{"v":1,"type":"offer","sdp":["v=0"]}""")]
    [InlineData("""{"v":1,"type":"offer","sdp":"half a character: \ud83d"}""")]
    [InlineData("""{"v":1,"type":"candidate"}""")]
    [InlineData("""{"v":1,"type":"candidate","candidate":"candidate:1"}""")]
    [InlineData("""{"v":1,"type":"candidate","candidate":{}}""")]
    [InlineData("""{"v":1,"type":"candidate","candidate":{"candidate":1}}""")]
    [InlineData("""{"v":1,"type":"candidate","candidate":{"candidate":"","sdpMLineIndex":-1}}""")]
    [InlineData("""{"v":1,"type":"candidate","candidate":{"candidate":"","sdpMLineIndex":65536}}""")]
    [InlineData("""{"v":1,"type":"candidate","candidate":{"candidate":"","sdpMLineIndex":"0"}}""")]
    public void What_cannot_be_understood_is_a_bad_request(string json) => Assert.Equal(SignalErrorCode.BadRequest, Refusal(json).Code);

    [Theory]
    [InlineData("""{"v":1,"v":1,"type":"bye"}""")]
    [InlineData("""{"v":1,"type":"bye","type":"bye"}""")]
    [InlineData("""{"v":1,"type":"offer","sdp":"a","sdp":"b"}""")]
    [InlineData("""{"v":1,"type":"offer","sdp":"a","\u0073dp":"b"}""")]
    [InlineData("""{"v":1,"type":"candidate","candidate":null,"candidate":null}""")]
    [InlineData("""{"v":1,"type":"candidate","candidate":{"candidate":"","candidate":""}}""")]
    public void A_member_that_stands_there_twice_is_a_bad_request(string json)
    {
        var fault = Refusal(json);
        Assert.Equal(SignalErrorCode.BadRequest, fault.Code);
        Assert.Contains("twice", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_UTF8_is_a_bad_request()
    {
        byte[] bytes = [.. """{"v":1,"type":"bye","x":" """u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.False(SignalMessageReader.TryRead(bytes, out _, out var fault));
        Assert.Contains("UTF-8", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_64_KiB_is_read_and_one_byte_more_is_not()
    {
        const string Frame = """{"v":1,"type":"offer","sdp":""}""";
        var largest = Frame.Replace("\"\"", "\"" + new string('a', (64 * 1024) - Frame.Length) + "\"", StringComparison.Ordinal);
        Assert.IsType<SignalMessage.Offer>(Read(largest));
        Assert.Equal(SignalErrorCode.BadRequest, Refusal(largest + " ").Code);
    }

    [Theory]
    [InlineData("{\"a\":", 12000)]
    [InlineData("[", 65000)]
    public void A_bomb_of_depth_is_a_bad_request(string opening, int times) =>
        Assert.Equal(SignalErrorCode.BadRequest, Refusal("""{"v":1,"type":"bye","x":""" + string.Concat(Enumerable.Repeat(opening, times / opening.Length))).Code);

    [Theory]
    [InlineData("""{"v":1,"type":"hello","nonce":"0123456789abcdef","viewer":"#"}""")]
    [InlineData("""{"v":1,"type":"hello","nonce":"#"}""")]
    [InlineData("""{"v":1,"type":"candidate","candidate":{"candidate":"#"}}""")]
    [InlineData("""{"v":1,"type":"bye","reason":"#"}""")]
    public void A_huge_string_where_a_short_one_belongs_is_a_bad_request(string json) =>
        Assert.Equal(SignalErrorCode.BadRequest, Refusal(json.Replace("#", new string('a', 60_000), StringComparison.Ordinal)).Code);

    [Fact]
    public void Any_bytes_give_a_message_or_a_fault() => Fuzz.Bytes(
        seed: 20261, rounds: 20_000, maximumLength: 600, SignalCorpus.Messages,
        static bytes => Assert.NotEqual(SignalMessageReader.TryRead(bytes, out var message, out _), message is null),
        maximumAllocationFactor: 64);

    private static SignalMessage Read(string json)
    {
        Assert.True(SignalMessageReader.TryRead(Encoding.UTF8.GetBytes(json), out var message, out var fault), fault.Message);
        return message;
    }

    private static SignalFault Refusal(string json)
    {
        Assert.False(SignalMessageReader.TryRead(Encoding.UTF8.GetBytes(json), out var message, out var fault));
        Assert.Null(message);
        Assert.NotEmpty(fault.Message);
        return fault;
    }
}
