using CamAgent.Signaling.Mqtt;
using CamAgent.Streaming;
using static CamAgent.Tests.Signaling.MqttBench;

namespace CamAgent.Tests.Signaling;

/// <summary>Candidates and ends: what happens around the answer.</summary>
public sealed class MqttSessionTests
{
    private const string Bye = """{"v":1,"type":"bye","reason":"tab\nclosed"}""";

    [Fact]
    public void A_candidate_reaches_its_session()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Receive(Session, CandidateJson("candidate:1"));
        Assert.Equal((Session, new ViewerCandidate("candidate:1", "0", 0, "abcd")), Assert.Single(bench.Sessions.Candidates));
    }

    [Fact]
    public void The_end_of_candidates_reaches_its_session()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Receive(Session, """{"v":1,"type":"candidate","candidate":null}""");
        Assert.Equal((Session, default), Assert.Single(bench.Sessions.Candidates));
    }

    [Fact]
    public void Candidates_of_unknown_sessions_are_ignored()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Receive("session-0002", CandidateJson("candidate:1"));
        Assert.Empty(bench.Sessions.Candidates);
        Assert.Empty(bench.TypesSentTo("session-0002"));
        Assert.Equal(1, bench.Counters.Dropped(SignalDrop.UnknownSession));
        Assert.Equal(1, bench.Signaling.ConversationCount);
    }

    [Fact]
    public void A_malformed_candidate_gets_one_error()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Sessions.OnCandidate = static _ => CandidateOutcome.Malformed;
        bench.Receive(Session, CandidateJson("nonsense"));
        Assert.Equal(["bad-request"], bench.Errors(Session));
    }

    [Fact]
    public void Candidates_that_overtake_the_answer_or_even_the_offer_are_applied_after_it_in_order()
    {
        using var bench = new MqttBench();
        var answer = new TaskCompletionSource<OfferOutcome>();
        bench.Sessions.OnOffer = (_, _, _) => new ValueTask<OfferOutcome>(answer.Task);
        var nonce = bench.Hello(Viewers.Alice);
        bench.Receive(Session, CandidateJson("candidate:1"));
        bench.Receive(Session, OfferJson(Viewers.Alice, nonce));
        bench.Receive(Session, CandidateJson("candidate:2"));
        Assert.Empty(bench.Sessions.Candidates);

        answer.SetResult(new OfferOutcome.Answered(FakeSessions.Answer, "u", "p", false));
        bench.Receive(Session, CandidateJson("candidate:3"));
        Eventually.Is(() => bench.Sessions.Candidates.Count == 3);
        Assert.Equal(["candidate:1", "candidate:2", "candidate:3"], bench.Sessions.Candidates.Select(static c => c.Candidate.Candidate), StringComparer.Ordinal);
    }

    [Fact]
    public void A_candidate_that_comes_while_another_is_applied_waits_its_turn()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        var steps = new List<string>();
        bench.Sessions.OnCandidate = candidate =>
        {
            steps.Add("begin " + candidate.Candidate);
            if (candidate.Candidate == "candidate:1")
                bench.Receive(Session, CandidateJson("candidate:2"));
            steps.Add("end " + candidate.Candidate);
            return CandidateOutcome.Added;
        };
        bench.Receive(Session, CandidateJson("candidate:1"));
        Assert.Equal(["begin candidate:1", "end candidate:1", "begin candidate:2", "end candidate:2"], steps, StringComparer.Ordinal);
    }

    [Fact]
    public void Only_so_many_candidates_wait_for_the_answer()
    {
        using var bench = new MqttBench();
        bench.Hello(Viewers.Alice);
        for (var i = 0; i < 66; i++)
            bench.Receive(Session, CandidateJson($"candidate:{i}"));
        Assert.Equal(2, bench.Counters.Dropped(SignalDrop.CandidateOverflow));
        Assert.Equal(["bad-request", "bad-request"], bench.Errors(Session));
    }

    [Fact]
    public void Candidates_wait_for_a_restart_but_not_beyond_its_nonce()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Hello(Viewers.Alice);
        bench.Receive(Session, CandidateJson("candidate:1"));
        Assert.Empty(bench.Sessions.Candidates);
        bench.Time.Advance(TimeSpan.FromSeconds(60));
        bench.Receive("session-0002", Bye);
        Assert.Single(bench.Sessions.Candidates);
    }

    [Fact]
    public void The_cameras_candidates_follow_the_answer_and_their_end_follows_them()
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Sessions.OnOffer = static (_, observer, _) =>
        {
            observer.LocalCandidate(new LocalCandidate("candidate:early", "0", 0, "cam1"));
            return ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Answered(FakeSessions.Answer, "cam1", "p", false));
        };
        bench.Receive(Session, OfferJson());
        var observer = bench.Sessions.Observer(Session);
        observer.LocalCandidate(new LocalCandidate("candidate:late", "0", 0, "cam1"));
        observer.LocalCandidate(null);
        Assert.Equal(
            ["answer", "candidate:early", "candidate:late", "null"],
            bench.Transport.Sent.Select(static sent => sent.Message.TryGetProperty("candidate", out var candidate)
                ? candidate.ValueKind == System.Text.Json.JsonValueKind.Null ? "null" : candidate.GetProperty("candidate").GetString()!
                : sent.Message.GetProperty("type").GetString()!),
            StringComparer.Ordinal);
    }

    [Fact]
    public void A_session_that_the_camera_ends_gets_a_bye_with_the_reason()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Sessions.Observer(Session).Ended("the camera was switched off");
        Assert.Equal("the camera was switched off", bench.Last(Session, "bye").GetProperty("reason").GetString());
        Assert.Equal(0, bench.Signaling.ConversationCount);
        Assert.Empty(bench.Sessions.Closed);
    }

    [Fact]
    public void A_bye_closes_the_session_and_is_not_answered()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Receive(Session, Bye);
        bench.Sessions.Observer(Session).Ended("closed");
        Assert.Equal((Session, "the viewer left: tab?closed"), Assert.Single(bench.Sessions.Closed));
        Assert.Equal(["welcome", "answer"], bench.TypesSentTo(Session));
        Assert.Equal(0, bench.Signaling.ConversationCount);
    }

    [Fact]
    public void A_bye_while_the_offer_is_being_answered_closes_the_session_when_it_is_there()
    {
        using var bench = new MqttBench(accessRequired: false);
        var answer = new TaskCompletionSource<OfferOutcome>();
        bench.Sessions.OnOffer = (_, _, _) => new ValueTask<OfferOutcome>(answer.Task);
        bench.Receive(Session, OfferJson());
        bench.Receive(Session, Bye);
        Assert.Empty(bench.Sessions.Closed);
        answer.SetResult(new OfferOutcome.Answered(FakeSessions.Answer, "u", "p", false));
        Eventually.Is(() => bench.Sessions.Closed.Count == 1);
        Assert.Empty(bench.Transport.Sent);
        Assert.Equal(0, bench.Signaling.ConversationCount);
    }

    [Fact]
    public void A_session_that_ends_before_its_answer_is_out_gets_a_bye()
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Sessions.OnOffer = static (_, observer, _) =>
        {
            observer.Ended("gone");
            return ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Answered(FakeSessions.Answer, "u", "p", false));
        };
        bench.Receive(Session, OfferJson());
        Assert.Equal(["bye"], bench.TypesSentTo(Session));
        Assert.Equal(0, bench.Signaling.ConversationCount);
    }

    [Fact]
    public void A_second_offer_while_the_first_is_being_answered_is_busy()
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Sessions.OnOffer = static (_, _, _) => new ValueTask<OfferOutcome>(new TaskCompletionSource<OfferOutcome>().Task);
        bench.Receive(Session, OfferJson());
        bench.Receive(Session, OfferJson());
        Assert.Equal(["busy"], bench.Errors(Session));
        Assert.Single(bench.Sessions.Offers);
    }
}
