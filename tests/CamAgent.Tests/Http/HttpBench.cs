using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CamAgent.Http;
using CamAgent.Signaling;
using CamAgent.Snapshots;
using CamAgent.Streaming;
using CamAgent.Tests.Signaling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.Http;

/// <summary>A real Kestrel on loopback with everything mapped, over sessions that are faked.</summary>
internal sealed class HttpBench : IAsyncDisposable
{
    public const string Offer = "v=0\r\ns=-\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\na=mid:0\r\na=ice-ufrag:view\r\n";
    public const string Token = "AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    public const string BobsToken = "AgECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    public const string TalkOnlyToken = "AwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    private readonly WebApplication _app;

    private HttpBench(WebApplication app, WhepEndpoint whep, FakeSessions sessions, FakeDirectory directory, ManualTime time)
    {
        _app = app;
        Whep = whep;
        Sessions = sessions;
        Directory = directory;
        Time = time;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public HttpClient Client { get; }

    public FakeSessions Sessions { get; }

    public FakeDirectory Directory { get; }

    public ManualTime Time { get; }

    public WhepEndpoint Whep { get; }

    public HealthReport Health { get; set; } = new(true, "connected", "running", TimeSpan.FromSeconds(12.5), []);

    public SnapshotOutcome Snapshot { get; set; } = SnapshotOutcome.Taken(new([0xFF, 0xD8, 1, 0xFF, 0xD9], DateTimeOffset.UnixEpoch));

    /// <summary>Who got a snapshot, as it was told.</summary>
    public List<string?> SnapshotTakers { get; } = [];

    public static async Task<HttpBench> StartAsync(
        bool accessRequired = false, Func<WhepOptions, WhepOptions>? configure = null, string webRoot = "/nonexistent", params string[] allowedOrigins)
    {
        var sessions = new FakeSessions();
        sessions.OnOffer = static (_, observer, _) =>
        {
            observer.LocalCandidate(new LocalCandidate("candidate:1 late", "0", 0, "cam1"));
            observer.LocalCandidate(null);
            return ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Answered(FakeSessions.Answer, "cam1", "p", false));
        };
        var directory = new FakeDirectory { Current = [Viewers.Alice, Viewers.Bob, Viewers.TalkOnly] };
        var time = new ManualTime();
        var random = new SeededRandom(1);
        var access = new HttpAccess(accessRequired, directory, time, random, NullLogger<HttpAccess>.Instance);
        var options = new WhepOptions(
            static viewer => [new IceServer(["stun:stun.example.org"]), new IceServer(["turn:turn.example.org?transport=udp"], viewer ?? "any\"one", "pass\\word")],
            TryParseFragment);
        var whep = new WhepEndpoint(configure?.Invoke(options) ?? options, sessions, access, time, random, NullLogger<WhepEndpoint>.Instance);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(HttpEdge.Limit).UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseHttpEdge(new CorsPolicy(allowedOrigins), NullLogger.Instance);
        app.MapWhep(whep);
        HttpBench? bench = null;
        app.MapSnapshot(access, () => Task.FromResult(bench!.Snapshot), viewer => bench!.SnapshotTakers.Add(viewer));
        app.MapMonitoring(access, () => bench!.Health, static writer => writer.Write("camagent_viewers 1\n"u8));
        app.MapPages(webRoot, () => new ViewerPageInfo("front-door", "Front door", "0.1.0", "ws://127.0.0.1:9001", "camagent", accessRequired, true), NullLogger.Instance);
        app.MapGet("/fails", new Microsoft.AspNetCore.Http.RequestDelegate(static _ => throw new InvalidOperationException("secret detail")));
        await app.StartAsync();
        bench = new HttpBench(app, whep, sessions, directory, time);
        return bench;
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string? type = null, string? token = null, string? ifMatch = null, Action<HttpRequestMessage>? more = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (type is not null)
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        more?.Invoke(request);
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync(string body = Offer, string? type = "application/sdp", string? token = null, Action<HttpRequestMessage>? more = null) =>
        SendAsync(HttpMethod.Post, "/whep", body, type, token, more: more);

    public Task<HttpResponseMessage> PatchAsync(string path, string body, string? ifMatch = "\"cam1\"", string? token = null, string type = "application/trickle-ice-sdpfrag") =>
        SendAsync(HttpMethod.Patch, path, body, type, token, ifMatch);

    public async Task<string> CreateAsync(string? token = null)
    {
        using var response = await PostAsync(token: token);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    public static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>Stands in for the stack's parser: ufrag and password, then one candidate a line.</summary>
    private static bool TryParseFragment(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TrickleFragment? fragment)
    {
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        fragment = lines.Length > 0 && lines[0].StartsWith("a=ice-ufrag:", StringComparison.Ordinal)
            ? new TrickleFragment(
                lines[0]["a=ice-ufrag:".Length..],
                lines.FirstOrDefault(static line => line.StartsWith("a=ice-pwd:", StringComparison.Ordinal))?["a=ice-pwd:".Length..],
                [.. lines.Where(static line => line.StartsWith("a=candidate:", StringComparison.Ordinal)).Select(static line => new ViewerCandidate(line[2..], "0", 0, null))],
                lines.Contains("a=end-of-candidates", StringComparer.Ordinal))
            : null;
        return fragment is not null;
    }
}
