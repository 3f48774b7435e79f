using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.Hostile;

/// <summary>WHEP towards those who mean no good (contract §5): a status for each, and no harm to anybody.</summary>
[Collection(HostileCollection.Name)]
[Trait("Category", "Browser")]
public sealed class HostileHttpTests(HostileStage stage)
{
    private const int Posts = 2000;
    private static readonly TimeSpan FloodLasts = TimeSpan.FromSeconds(2);

    private Uri Whep => new(stage.Agent.Address, "whep");

    [BrowserFact]
    public Task Each_bad_offer_gets_the_status_of_the_contract() => stage.EndureAsync(async () =>
    {
        (string What, HttpStatusCode Status, HttpContent Body)[] offers =
        [
            ("nothing", HttpStatusCode.BadRequest, Sdp([])),
            ("noise", HttpStatusCode.BadRequest, Sdp([1, 2, 3, 4])),
            ("only its beginning", HttpStatusCode.BadRequest, Sdp("v=0\r\n"u8.ToArray())),
            ("invalid UTF-8", HttpStatusCode.BadRequest, Sdp([.. "v=0\r\ns="u8, 0xC3, 0x28, 13, 10])),
            ("without H.264", HttpStatusCode.UnprocessableEntity, Sdp(Offers.WithoutH264())),
            ("forty media lines", HttpStatusCode.BadRequest, Sdp(Offers.WithMediaLines(40))),
            ("100 kB long", HttpStatusCode.RequestEntityTooLarge, Sdp(new byte[100_000])),
            ("1 MB long", HttpStatusCode.RequestEntityTooLarge, Sdp(new byte[1_000_000])),
            ("another type", HttpStatusCode.UnsupportedMediaType, new StringContent(Offers.Valid(), Encoding.UTF8, "text/plain")),
            ("no type", HttpStatusCode.UnsupportedMediaType, new ByteArrayContent([])),
        ];
        foreach (var (what, status, body) in offers)
        {
            using var answer = await PostAsync(body);
            Assert.True(answer.StatusCode == status, $"{what}: {answer.StatusCode}, {await answer.Content.ReadAsStringAsync()}");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }

        using var picky = new HttpRequestMessage(HttpMethod.Post, Whep) { Content = Sdp(Offers.Valid()) };
        picky.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("image/png"));
        using var refused = await stage.Agent.Http.SendAsync(picky);
        Assert.Equal(HttpStatusCode.NotAcceptable, refused.StatusCode);
        using var got = await stage.Agent.Http.GetAsync(Whep);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, got.StatusCode);
        Assert.Equal(1, await stage.Agent.ViewersAsync());
    });

    [BrowserFact]
    public Task An_offer_of_twenty_media_lines_is_answered_line_by_line() => stage.EndureAsync(async () =>
    {
        using var answer = await PostAsync(Sdp(Offers.WithMediaLines(20)));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{answer.StatusCode}: {text}");
        var lines = text.Split("\r\n").Where(line => line.StartsWith("m=", StringComparison.Ordinal)).ToList();
        Assert.Equal(20, lines.Count);
        // RFC 3264 §6: port zero refuses a stream.
        Assert.All(lines.Skip(1), line => Assert.StartsWith("m=audio 0 ", line, StringComparison.Ordinal));
        using var left = await stage.Agent.Http.DeleteAsync(new Uri(Whep, answer.Headers.Location!));
        Assert.Equal(HttpStatusCode.OK, left.StatusCode);
        await stage.Stage.WaitForViewersAsync(1, TimeSpan.FromSeconds(5));
    });

    [BrowserFact]
    public Task Sessions_of_nobody_cannot_be_changed_or_ended() => stage.EndureAsync(async () =>
    {
        // A session made over MQTT is nobody's over HTTP.
        foreach (var name in (string[])["none-such-session", await stage.Witness.Page.SessionAsync(), new string('x', 2000)])
        {
            var session = new Uri($"{Whep}/{name}");
            using var ended = await stage.Agent.Http.DeleteAsync(session);
            Assert.Equal(HttpStatusCode.NotFound, ended.StatusCode);
            using var changed = await stage.Agent.Http.PatchAsync(session, new StringContent("a=end-of-candidates\r\n", Encoding.UTF8, "application/trickle-ice-sdpfrag"));
            Assert.Equal(HttpStatusCode.NotFound, changed.StatusCode);
        }
    });

    [BrowserFact]
    public Task A_thousand_posts_a_second_are_told_to_come_later_and_disturb_nobody() => stage.EndureAsync(async () =>
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 64 };
        using var client = new HttpClient(handler);
        var payload = Encoding.UTF8.GetBytes(Offers.WithoutH264());
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var statuses = new List<Task<(HttpStatusCode Status, bool SaysWhen)>>();
        while (statuses.Count < Posts)
        {
            while (statuses.Count < Math.Min(Posts, watch.Elapsed / FloodLasts * Posts))
                statuses.Add(StatusAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        var answers = await Task.WhenAll(statuses);
        Figures.Print("2000 offers over HTTP in 2 s", string.Join(", ", answers.CountBy(answer => (int)answer.Status).Select(entry => $"{entry.Value} × {entry.Key}")));
        Assert.All(answers, answer => Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.UnprocessableEntity, HttpStatusCode.ServiceUnavailable]));
        Assert.All(answers, answer => Assert.True(answer.SaysWhen || answer.Status != HttpStatusCode.ServiceUnavailable));
        Assert.InRange(answers.Count(answer => answer.Status == HttpStatusCode.UnprocessableEntity), 1, 100);
        var page = await stage.Stage.OpenAsync("?via=whep");
        await page.WaitForStateAsync(TimeSpan.FromSeconds(10), "live");
        await page.Page.CloseAsync(new() { RunBeforeUnload = true });
        await stage.Stage.WaitForViewersAsync(1, TimeSpan.FromSeconds(10));

        async Task<(HttpStatusCode, bool)> StatusAsync()
        {
            using var body = Sdp(payload);
            using var answer = await client.PostAsync(Whep, body);
            return (answer.StatusCode, answer.Headers.RetryAfter is not null);
        }
    });

    [BrowserFact]
    public Task Bodies_that_never_come_keep_nobody_out() => stage.EndureAsync(async () =>
    {
        // As many as offers may be answered at the same time.
        var half = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 16; i++)
            {
                var client = new TcpClient();
                half.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, stage.Agent.HttpPort);
                await client.GetStream().WriteAsync("POST /whep HTTP/1.1\r\nHost: camera\r\nContent-Type: application/sdp\r\nContent-Length: 1000\r\n\r\nv"u8.ToArray());
            }

            await Eventually.TrueAsync(
                async () =>
                {
                    using var answer = await PostAsync(Sdp(Offers.Valid()));
                    if (answer.StatusCode != HttpStatusCode.Created)
                        return false;
                    using var left = await stage.Agent.Http.DeleteAsync(new Uri(Whep, answer.Headers.Location!));
                    return left.IsSuccessStatusCode;
                },
                TimeSpan.FromSeconds(4),
                () => "half-open requests hold all places");
        }
        finally
        {
            foreach (var client in half)
                client.Dispose();
        }

        await stage.Stage.WaitForViewersAsync(1, TimeSpan.FromSeconds(5));
    });

    private async Task<HttpResponseMessage> PostAsync(HttpContent body)
    {
        // Other tests may have used up the offers of the moment; that is what Retry-After is for.
        HttpResponseMessage answer;
        var content = await body.ReadAsByteArrayAsync();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Whep) { Content = new ByteArrayContent(content) };
            request.Content.Headers.ContentType = body.Headers.ContentType;
            // Else the connection is closed while the client still writes, and it may miss the answer (RFC 9110 §10.1.1).
            request.Headers.ExpectContinue = content.Length > 128 * 1024;
            answer = await stage.Agent.Http.SendAsync(request);
        }
        while (answer.StatusCode == HttpStatusCode.ServiceUnavailable && watch.Elapsed < TimeSpan.FromSeconds(3));
        return answer;
    }

    private static ByteArrayContent Sdp(string text) => Sdp(Encoding.UTF8.GetBytes(text));

    private static ByteArrayContent Sdp(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/sdp") } };
}
