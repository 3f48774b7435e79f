using System.Text;
using CamAgent.Signaling;
using CamAgent.Signaling.Messages;
using CamAgent.Streaming;

namespace CamAgent.Tests.Signaling;

public sealed class SignalMessageWriterTests
{
    [Fact]
    public void A_welcome_has_the_nonce_the_servers_and_the_device() => Assert.Equal(
        """{"v":1,"type":"welcome","nonce":"n","iceServers":[{"urls":["stun:a","stun:b"]},{"urls":["turn:c"],"username":"u","credential":"p+\""}],"device":{"id":"front-door","name":"Tür"}}""",
        Text(SignalMessageWriter.Welcome("n", [new IceServer(["stun:a", "stun:b"]), new IceServer(["turn:c"], "u", "p+\"")], "front-door", "Tür")));

    [Fact]
    public void An_answer_has_the_description() =>
        Assert.Equal("""{"v":1,"type":"answer","sdp":"v=0\r\na=x:+/\r\n"}""", Text(SignalMessageWriter.Answer("v=0\r\na=x:+/\r\n")));

    [Fact]
    public void A_candidate_has_the_browsers_form() => Assert.Equal(
        """{"v":1,"type":"candidate","candidate":{"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"abcd"}}""",
        Text(SignalMessageWriter.Candidate(new LocalCandidate("candidate:1", "0", 0, "abcd"))));

    [Fact]
    public void The_end_of_candidates_is_null() =>
        Assert.Equal("""{"v":1,"type":"candidate","candidate":null}""", Text(SignalMessageWriter.Candidate(null)));

    [Fact]
    public void A_bye_has_a_reason() => Assert.Equal("""{"v":1,"type":"bye","reason":"r"}""", Text(SignalMessageWriter.Bye("r")));

    [Theory]
    [InlineData((int)SignalErrorCode.BadRequest, "bad-request")]
    [InlineData((int)SignalErrorCode.Unauthorized, "unauthorized")]
    [InlineData((int)SignalErrorCode.Forbidden, "forbidden")]
    [InlineData((int)SignalErrorCode.Busy, "busy")]
    [InlineData((int)SignalErrorCode.Unsupported, "unsupported")]
    [InlineData((int)SignalErrorCode.Unavailable, "unavailable")]
    [InlineData((int)SignalErrorCode.Internal, "internal")]
    public void An_error_has_a_code_of_the_contract(int code, string text) => Assert.Equal(
        $$"""{"v":1,"type":"error","code":"{{text}}","message":"m"}""", Text(SignalMessageWriter.Error((SignalErrorCode)code, "m")));

    private static string Text(byte[] message) => Encoding.UTF8.GetString(message);
}
