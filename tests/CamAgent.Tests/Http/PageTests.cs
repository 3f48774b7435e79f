using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace CamAgent.Tests.Http;

/// <summary>The page, its configuration, health and metrics.</summary>
public sealed class PageTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("camagent-page-").FullName;

    public PageTests()
    {
        File.WriteAllText(Path.Combine(_root, "index.html"), "<!doctype html>");
        Directory.CreateDirectory(Path.Combine(_root, "assets"));
        File.WriteAllText(Path.Combine(_root, "assets", "main-8FJ2KQ1A.js"), "1");
        File.WriteAllText(Path.Combine(_root, "assets", "application.js"), "2");
        File.WriteAllText(Path.Combine(_root, "assets", "main-8FJ2KQ1A.js.map"), "{}");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("/", "text/html; charset=utf-8", "no-cache")]
    [InlineData("/index.html", "text/html; charset=utf-8", "no-cache")]
    [InlineData("/assets/main-8FJ2KQ1A.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable")]
    [InlineData("/assets/application.js", "text/javascript; charset=utf-8", "no-cache")]
    public async Task A_file_has_its_type_and_only_hashed_names_are_kept(string path, string type, string caching)
    {
        await using var bench = await HttpBench.StartAsync(webRoot: _root);
        using var response = await bench.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        Assert.Equal(caching.Split(", ").Order(StringComparer.Ordinal), response.Headers.GetValues("Cache-Control").Single().Split(", ").Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.NotEmpty(await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_unchanged_file_is_304()
    {
        await using var bench = await HttpBench.StartAsync(webRoot: _root);
        using var first = await bench.SendAsync(HttpMethod.Get, "/");
        using var second = await bench.SendAsync(HttpMethod.Get, "/", more: request => request.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/../BRIEF.md")]
    [InlineData("/assets/../../etc/passwd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/..%2f..%2fetc/passwd")]
    [InlineData("/assets")]
    [InlineData("/nothing")]
    public async Task What_is_not_a_file_of_the_page_is_404(string target)
    {
        await using var bench = await HttpBench.StartAsync(webRoot: _root);
        Assert.StartsWith("HTTP/1.1 404", await RawGetAsync(bench, target), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_said_in_words()
    {
        await using var bench = await HttpBench.StartAsync(webRoot: Path.Combine(_root, "missing"));
        using var response = await bench.SendAsync(HttpMethod.Get, "/");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("./run", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/nothing")]
    public async Task Every_response_has_the_security_headers(string path)
    {
        await using var bench = await HttpBench.StartAsync(webRoot: _root);
        using var response = await bench.SendAsync(HttpMethod.Get, path);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_page_is_told_how_to_signal()
    {
        await using var bench = await HttpBench.StartAsync();
        Assert.Equal(
            """{"v":1,"id":"front-door","name":"Front door","version":"0.1.0","signaling":["mqtt","whep"],"mqtt":"ws://127.0.0.1:9001","topicPrefix":"camagent","accessRequired":false,"demo":true}""",
            await bench.Client.GetStringAsync("/viewer.json"));
    }

    [Fact]
    public async Task Health_is_200_or_503_with_reasons()
    {
        await using var bench = await HttpBench.StartAsync();
        Assert.Equal(
            """{"status":"ok","broker":"connected","video":"running","uptimeSeconds":12,"reasons":[]}""", await bench.Client.GetStringAsync("/healthz"));
        bench.Health = new(false, "connecting", "failed", TimeSpan.Zero, ["The camera is not there."]);
        using var response = await bench.SendAsync(HttpMethod.Get, "/healthz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("The camera is not there.", json.RootElement.GetProperty("reasons")[0].GetString());
    }

    [Fact]
    public async Task Health_tells_reasons_only_to_who_may_watch()
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true);
        bench.Health = new(true, "connected", "waiting", TimeSpan.Zero, ["ffmpeg said something private"]);
        foreach (var (token, isTold) in ((string?, bool)[])[(null, false), ("wrong", false), (HttpBench.TalkOnlyToken, false), (HttpBench.Token, true)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
            if (token is not null)
                request.Headers.Authorization = new("Bearer", token);
            using var response = await bench.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(isTold, (await response.Content.ReadAsStringAsync()).Contains("private", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Metrics_are_Prometheus_text()
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true);
        using var response = await bench.SendAsync(HttpMethod.Get, "/metrics", token: HttpBench.Token);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("camagent_viewers 1\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_fails_says_no_more_than_that()
    {
        await using var bench = await HttpBench.StartAsync();
        using var response = await bench.SendAsync(HttpMethod.Get, "/fails");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", 20_000, "431")]
    [InlineData("/?", 5_000, "414")]
    public async Task Headers_and_addresses_are_bounded(string target, int length, string status)
    {
        await using var bench = await HttpBench.StartAsync();
        var text = new string('a', length);
        Assert.StartsWith("HTTP/1.1 " + status, await RawGetAsync(bench, status == "414" ? target + text : target + " HTTP/1.1\r\nX: " + text + "\r\nY: "), StringComparison.Ordinal);
    }

    /// <summary>HttpClient would tidy the path up.</summary>
    private static async Task<string> RawGetAsync(HttpBench bench, string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", bench.Client.BaseAddress!.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
