using CamAgent.Signaling;
using CamAgent.Streaming;

namespace CamAgent.Tests.Signaling;

public sealed class AnswerSdpTests
{
    private const string Answer = "v=0\r\ns=-\r\nm=video 9 x 102\r\na=mid:0\r\na=candidate:0 known\r\nm=application 9 x y\r\na=mid:1\r\n";

    private static readonly LocalCandidate First = new("candidate:1 first", "0", 0, "u");

    [Fact]
    public void Candidates_go_to_the_end_of_their_media_section() => Assert.Equal(
        "v=0\r\ns=-\r\nm=video 9 x 102\r\na=mid:0\r\na=candidate:0 known\r\na=candidate:1 first\r\nm=application 9 x y\r\na=mid:1\r\na=candidate:2 second\r\n",
        AnswerSdp.WithCandidates(Answer, [First, new LocalCandidate("candidate:2 second", "1", 1, "u")], complete: false));

    [Fact]
    public void The_end_is_said_once_and_known_candidates_are_not_repeated()
    {
        var complete = AnswerSdp.WithCandidates(Answer, [new LocalCandidate("candidate:0 known", "0", 0, "u")], complete: true);
        Assert.Equal(Answer.Replace("m=application", "a=end-of-candidates\r\nm=application", StringComparison.Ordinal), complete);
        Assert.Equal(complete, AnswerSdp.WithCandidates(complete, [], complete: true));
    }

    [Theory]
    [InlineData("v=0\r\n")]
    [InlineData("")]
    public void A_description_without_media_stays_as_it_is(string sdp) => Assert.Equal(sdp, AnswerSdp.WithCandidates(sdp, [First], true));

    [Theory]
    [InlineData("v=0\r\na=ice-ufrag:abcd\r\na=ice-ufrag:efgh\r\n", "abcd")]
    [InlineData("v=0\na=ice-ufrag: abcd \n", "abcd")]
    [InlineData("v=0\r\n", null)]
    public void The_first_username_fragment_counts(string sdp, string? fragment) => Assert.Equal(fragment, AnswerSdp.UsernameFragment(sdp));
}
