using CamAgent.Signaling;
using CamAgent.Signaling.Mqtt;
using CamAgent.Streaming;
using CamAgent.Tests.Shared;
using static CamAgent.Tests.Signaling.MqttBench;

namespace CamAgent.Tests.Signaling;

/// <summary>A thousand messages a second: nothing grows, nothing waits, the others are served.</summary>
public sealed class MqttFloodTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Forged_hellos_do_not_keep_a_viewer_out()
    {
        using var bench = new MqttBench();
        var forged = HelloJson(Viewers.Alice with { Secret = Viewers.Secret(99) });
        Flood(bench, 10_000, i => bench.Receive($"flood-{i:00000}", forged));
        bench.Connect(Viewers.Alice);
        Assert.Equal(["welcome", "answer"], bench.TypesSentTo(Session));
        Assert.Equal(1, bench.Signaling.ConversationCount);
        Assert.InRange(bench.Transport.Sent.Count, 2, (10 * 20) + 40 + 2); // 20 errors a second, 40 at once.
    }

    [Fact]
    public void Noise_does_not_keep_a_viewer_out()
    {
        using var bench = new MqttBench();
        Flood(bench, 10_000, i => bench.Receive($"flood-{i:00000}", "{]"));
        bench.Connect(Viewers.Alice);
        Assert.Equal(["welcome", "answer"], bench.TypesSentTo(Session));
    }

    [Fact]
    public void One_viewer_that_floods_uses_up_only_its_own_share()
    {
        using var bench = new MqttBench();
        Flood(bench, 5000, i => bench.Receive($"flood-{i:00000}", HelloJson(Viewers.Bob, $"flood-{i:00000}")));
        bench.Connect(Viewers.Alice);
        Assert.Equal(["welcome", "answer"], bench.TypesSentTo(Session));
        var welcomes = bench.Transport.Sent.Count(static sent => sent.Message.GetProperty("type").GetString() == "welcome");
        Assert.InRange(welcomes, 1, 20 + (5 * 5) + 2); // Its burst of 20, then 5 a second.
    }

    [Fact]
    public void Offers_in_one_session_are_few_and_their_surplus_gets_few_answers()
    {
        using var bench = new MqttBench(accessRequired: false);
        Flood(bench, 5000, _ => bench.Receive(Session, OfferJson()));
        Assert.InRange(bench.Sessions.Offers.Count, 1, 1 + 10 + (2 * 5) + 1);
        Assert.InRange(bench.Errors(Session).Count, 1, 20);
        Assert.All(bench.Errors(Session), static code => Assert.Equal("busy", code));
        Assert.True(bench.Counters.Dropped(SignalDrop.Flood) > 4000);
    }

    [Fact]
    public void Offers_without_access_are_bounded_and_a_known_session_still_restarts()
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Receive(Session, OfferJson());
        Flood(bench, 5000, i => bench.Receive($"flood-{i:00000}", OfferJson()));
        bench.Receive(Session, OfferJson());
        Assert.Equal(["answer", "answer"], bench.TypesSentTo(Session));
        Assert.InRange(bench.Sessions.Offers.Count, 1, 2 + 30 + (10 * 5) + 1);
    }

    [Fact]
    public void Offers_that_hang_take_only_so_many_places()
    {
        using var bench = new MqttBench(accessRequired: false);
        bench.Sessions.OnOffer = static (_, _, _) => new ValueTask<OfferOutcome>(new TaskCompletionSource<OfferOutcome>().Task);
        Flood(bench, 20_000, i => bench.Receive($"flood-{i:00000}", OfferJson()));
        Assert.Equal(16, bench.Sessions.Offers.Count);
        Assert.Equal(16, bench.Signaling.ConversationCount);
        Assert.Contains("busy", bench.Errors("flood-00016"), StringComparer.Ordinal);
    }

    [Fact]
    public void Greetings_that_never_offer_are_forgotten_oldest_first()
    {
        using var bench = new MqttBench(configure: static options => options with { MaximumHellos = 2, ViewerRequests = new RateLimit(1000, 1000) });
        var first = bench.Hello(Viewers.Alice, "session-0001");
        bench.Hello(Viewers.Alice, "session-0002");
        bench.Hello(Viewers.Alice, "session-0003");
        Assert.Equal(2, bench.Signaling.ConversationCount);
        Assert.Equal(1, bench.Counters.Dropped(SignalDrop.HelloEvicted));
        bench.Receive("session-0001", OfferJson(Viewers.Alice, first));
        Assert.Equal(["unauthorized"], bench.Errors("session-0001"));
    }

    [Fact]
    public void Candidates_at_a_thousand_a_second_do_not_reach_the_session_as_many()
    {
        using var bench = new MqttBench();
        bench.Connect(Viewers.Alice);
        bench.Connect(Viewers.Bob, "session-0002");
        Flood(bench, 5000, _ => bench.Receive(Session, CandidateJson("candidate:1")));
        Assert.InRange(bench.Sessions.Candidates.Count, 1, 200 + (50 * 5) + 1);
        bench.Receive("session-0002", CandidateJson("candidate:2"));
        Assert.Equal("session-0002", bench.Sessions.Candidates[^1].Session);
    }

    [Fact]
    public void Any_bytes_in_any_session_leave_nothing_behind()
    {
        using var bench = new MqttBench(accessRequired: false);
        var random = new Random(4);
        Fuzz.Bytes(seed: 20262, rounds: 20_000, maximumLength: 600, SignalCorpus.Messages, bytes =>
        {
            bench.Time.Advance(TimeSpan.FromMilliseconds(random.Next(20)));
            bench.Signaling.Receive($"session-{random.Next(500):0000}", bytes, random.Next(50) == 0);
            Assert.InRange(bench.Signaling.ConversationCount, 0, 256);
        });
        Assert.True(bench.Counters.Received(SignalKind.Invalid) > 0);
        Assert.True(bench.Sessions.Offers.Count > 0);
    }

    [Fact]
    public void Threads_that_talk_at_once_lose_nothing_and_keep_the_order()
    {
        using var bench = new MqttBench(accessRequired: false, static options => options with
        {
            SessionMessages = new RateLimit(1e6, 1_000_000),
            StrangerOffers = new RateLimit(1e6, 1_000_000),
            MaximumHeldCandidates = 10_000,
        });
        bench.Sessions.OnOffer = static async (_, _, _) =>
        {
            await Task.Yield();
            return new OfferOutcome.Answered(FakeSessions.Answer, "u", "p", false);
        };
        Parallel.For(0, 8, worker =>
        {
            var session = $"session-000{worker}";
            bench.Receive(session, OfferJson());
            for (var i = 0; i < 200; i++)
                bench.Receive(session, CandidateJson($"candidate:{i}"));
        });
        Eventually.Is(() => bench.Sessions.Candidates.Count == 8 * 200);
        foreach (var session in bench.Sessions.Candidates.GroupBy(static c => c.Session, StringComparer.Ordinal))
            Assert.Equal(Enumerable.Range(0, 200).Select(static i => $"candidate:{i}"), session.Select(static c => c.Candidate.Candidate), StringComparer.Ordinal);
    }

    private static void Flood(MqttBench bench, int count, Action<int> send)
    {
        for (var i = 0; i < count; i++)
        {
            bench.Time.Advance(Millisecond);
            send(i);
        }
    }
}
