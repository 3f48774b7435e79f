using System.Text;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.Hostile;

/// <summary>Whoever reaches the broker can say anything to the camera (contract §4): one error for what makes no sense, and no harm to anybody.</summary>
[Collection(HostileCollection.Name)]
[Trait("Category", "Browser")]
public sealed class HostileSignalingTests(HostileStage stage)
{
    private const int FloodPerSecond = 1000;
    private static readonly TimeSpan FloodLasts = TimeSpan.FromSeconds(2);

    [BrowserFact]
    public Task What_cannot_be_understood_gets_one_error_and_changes_nothing() => stage.EndureAsync(async () =>
    {
        await using var client = await ConnectAsync();
        (string What, byte[] Payload, string Code)[] inputs =
        [
            ("nothing", [], "bad-request"),
            ("a JSON bomb", Bytes(new string('[', 60_000)), "bad-request"),
            ("a nested JSON bomb", Bytes(string.Concat(Enumerable.Repeat("{\"v\":", 10_000))), "bad-request"),
            ("deep, and complete", Bytes($$"""{"v":1,"type":"hello","x":{{new string('[', 20_000)}}{{new string(']', 20_000)}}}"""), "bad-request"),
            ("65537 bytes", Bytes("{\"v\":1,\"type\":\"hello\",\"x\":\"" + new string('x', 65_537 - 28 - 2) + "\"}"), "bad-request"),
            ("invalid UTF-8", [.. Bytes("{\"v\":1,\"type\":\"offer\",\"sdp\":\""), 0xC3, 0x28, .. Bytes("\"}")], "bad-request"),
            ("half a surrogate", Bytes("""{"v":1,"type":"offer","sdp":"\ud800"}"""), "bad-request"),
            ("an array", Bytes("[1,2,3]"), "bad-request"),
            ("a version that is text", Bytes("""{"v":"1","type":"hello"}"""), "bad-request"),
            ("a type that is a number", Bytes("""{"v":1,"type":7}"""), "bad-request"),
            ("a description that is a number", Bytes("""{"v":1,"type":"offer","sdp":5}"""), "bad-request"),
            ("no description", Bytes("""{"v":1,"type":"offer"}"""), "bad-request"),
            ("another version", Bytes("""{"v":2,"type":"hello","nonce":{"of":"another kind"}}"""), "unsupported"),
            ("another type", Bytes("""{"v":1,"type":"dance"}"""), "unsupported"),
            ("no SDP", Bytes(SignalClient.Offer("hello")), "bad-request"),
            ("SDP without H.264", Bytes(SignalClient.Offer(Offers.WithoutH264())), "unsupported"),
            ("SDP of forty media lines", Bytes(SignalClient.Offer(Offers.WithMediaLines(40))), "bad-request"),
        ];
        foreach (var (what, payload, code) in inputs)
        {
            var session = SignalClient.NewSession();
            await client.DeliverAsync(session, payload);
            var error = await client.AnswerAsync(session, "error");
            Assert.True(error["code"]!.GetValue<string>() == code, $"{what}: {error.ToJsonString()}");
            Assert.False(string.IsNullOrWhiteSpace(error["message"]!.GetValue<string>()), what);
            Assert.True(client.Answers(session).Count == 1, what);
        }

        Assert.Equal(1, await stage.Agent.ViewersAsync());
    });

    [BrowserFact]
    public Task Retained_messages_bad_session_names_and_candidates_of_nobody_are_ignored() => stage.EndureAsync(async () =>
    {
        await using var client = await ConnectAsync();
        var hello = Bytes("""{"v":1,"type":"hello","nonce":"0123456789abcdef"}""");
        var retained = SignalClient.NewSession();
        // The agent must see it as the broker sends it again; a message with the flag on its way through counts as retained as well.
        await client.DeliverAsync(retained, hello, retain: true);
        foreach (var name in (string[])["short", new string('x', 65), "with space!", "übermütig-session", "a.b.c.d.e.f.g.h"])
            await client.DeliverAsync(name, hello);
        var unknown = SignalClient.NewSession();
        await client.DeliverAsync(unknown, Bytes("""{"v":1,"type":"candidate","candidate":{"candidate":"candidate:1 1 udp 1 127.0.0.1 9 typ host","sdpMid":"0"}}"""));
        await client.DeliverAsync(unknown, Bytes("""{"v":1,"type":"bye","reason":"none"}"""));
        // In order behind all of these comes one that is answered: whoever had an answer has it by now.
        var last = SignalClient.NewSession();
        await client.DeliverAsync(last, hello);
        await client.AnswerAsync(last, "welcome");
        Assert.Equal(1, client.Heard);
        await client.DeliverAsync(retained, [], retain: true);
    });

    [BrowserFact]
    public Task Candidates_of_a_stranger_do_not_lead_a_session_astray() => stage.EndureAsync(async () =>
    {
        await using var client = await ConnectAsync();
        var session = await stage.Witness.Page.SessionAsync();
        for (var i = 0; i < 100; i++)
            await client.DeliverAsync(session, Bytes($$$"""{"v":1,"type":"candidate","candidate":{"candidate":"candidate:{{{i}}} 1 udp {{{i + 1}}} 127.0.0.1 {{{9 + i}}} typ host","sdpMid":"0"}}"""));
        await client.DeliverAsync(session, Bytes("""{"v":1,"type":"candidate","candidate":{"candidate":"candidate:nonsense"}}"""));
        await client.AnswerAsync(session, "error");
    });

    [BrowserFact]
    public Task A_thousand_offers_a_second_over_a_few_sessions_disturb_nobody() => FloodAsync(sessions: 4, Offers.WithoutH264);

    [BrowserFact]
    public Task A_thousand_offers_a_second_over_ever_new_sessions_disturb_nobody() => FloodAsync(sessions: int.MaxValue, Offers.WithoutH264);

    private Task FloodAsync(int sessions, Func<string> sdp) => stage.EndureAsync(async () =>
    {
        await using var flooder = await ConnectAsync();
        await using var genuine = await ConnectAsync();
        var names = Enumerable.Range(0, Math.Min(sessions, FloodPerSecond * (int)FloodLasts.TotalSeconds)).Select(_ => SignalClient.NewSession()).ToList();
        var payload = Bytes(SignalClient.Offer(sdp()));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var sent = 0;
        var greeted = TimeSpan.Zero;
        var mine = SignalClient.NewSession();
        while (watch.Elapsed < FloodLasts)
        {
            while (sent < watch.Elapsed.TotalSeconds * FloodPerSecond)
                flooder.Say(names[sent++ % names.Count], payload);
            if (greeted == TimeSpan.Zero && watch.Elapsed > FloodLasts / 3)
            {
                // In the middle of it somebody genuine says hello.
                greeted = watch.Elapsed;
                genuine.Say(mine, """{"v":1,"type":"hello","nonce":"0123456789abcdef"}""");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        await genuine.AnswerAsync(mine, "welcome");
        genuine.Say(mine, SignalClient.Offer(Offers.Valid()));
        await genuine.AnswerAsync(mine, "answer");
        genuine.Say(mine, """{"v":1,"type":"bye","reason":"done"}""");
        await stage.Stage.WaitForViewersAsync(1, TimeSpan.FromSeconds(5));
        Figures.Print("offers of a flood, and what was answered", $"{sent} offers, {flooder.Heard} answers");
        Assert.InRange(sent, FloodPerSecond, int.MaxValue);
        Assert.InRange(flooder.Heard, 1, sent / 10);

        // And a person with a browser sees the picture.
        var page = await stage.Stage.OpenAsync();
        await page.WaitForStateAsync(TimeSpan.FromSeconds(8), "live");
        await page.Page.CloseAsync(new() { RunBeforeUnload = true });
        await stage.Stage.WaitForViewersAsync(1, TimeSpan.FromSeconds(10));
    });

    private Task<SignalClient> ConnectAsync() => SignalClient.ConnectAsync(stage.Stage.Broker, stage.Agent.DeviceId);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
