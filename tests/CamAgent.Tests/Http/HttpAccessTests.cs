using System.Net;
using CamAgent.Access;
using CamAgent.Tests.Signaling;

namespace CamAgent.Tests.Http;

/// <summary>Contract §5: the token, for everything but the page and /healthz; CORS.</summary>
public sealed class HttpAccessTests
{
    private const string Origin = "https://page.example.org";

    [Fact]
    public async Task A_viewer_with_its_token_is_served_by_its_name()
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true);
        await bench.CreateAsync(HttpBench.Token);
        var offer = Assert.Single(bench.Sessions.Offers);
        Assert.Equal(("alice", ViewerRights.View), (offer.Viewer, offer.Rights));
    }

    [Theory]
    [InlineData(null, "Bearer realm=\"camagent\"")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Bearer realm=\"camagent\", error=\"invalid_token\"")]
    [InlineData("short", "Bearer realm=\"camagent\", error=\"invalid_token\"")]
    public async Task A_missing_or_unknown_token_is_401_with_a_challenge(string? token, string challenge)
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true);
        using var response = await bench.PostAsync(token: token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(challenge, response.Headers.WwwAuthenticate.ToString());
        Assert.Empty(bench.Sessions.Offers);
    }

    [Fact]
    public async Task A_viewer_without_the_right_or_expired_is_403()
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true);
        Assert.Equal(HttpStatusCode.Forbidden, await HttpBench.StatusAsync(bench.PostAsync(token: HttpBench.TalkOnlyToken)));
        bench.Directory.Current = [Viewers.Alice with { Expires = DateTimeOffset.UnixEpoch }];
        Assert.Equal(HttpStatusCode.Forbidden, await HttpBench.StatusAsync(bench.PostAsync(token: HttpBench.Token)));
    }

    [Fact]
    public async Task Only_the_viewer_that_made_a_session_can_change_or_end_it()
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true);
        var path = await bench.CreateAsync(HttpBench.Token);
        Assert.Equal(HttpStatusCode.NotFound, await HttpBench.StatusAsync(bench.SendAsync(HttpMethod.Delete, path, token: HttpBench.BobsToken)));
        Assert.Equal(HttpStatusCode.NotFound, await HttpBench.StatusAsync(bench.PatchAsync(path, "a=ice-ufrag:view\r\n", token: HttpBench.BobsToken)));
        Assert.Equal(HttpStatusCode.Unauthorized, await HttpBench.StatusAsync(bench.SendAsync(HttpMethod.Delete, path)));
        Assert.Empty(bench.Sessions.Closed);
        Assert.Equal(HttpStatusCode.OK, await HttpBench.StatusAsync(bench.SendAsync(HttpMethod.Delete, path, token: HttpBench.Token)));
    }

    [Fact]
    public async Task Wrong_tokens_in_a_row_are_429_while_the_right_one_is_served()
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 15; i++)
            statuses.Add(await HttpBench.StatusAsync(bench.PostAsync(token: "wrong")));
        Assert.Equal(10, statuses.Count(static status => status == HttpStatusCode.Unauthorized));
        Assert.Equal(5, statuses.Count(static status => status == HttpStatusCode.TooManyRequests));
        await bench.CreateAsync(HttpBench.Token);
    }

    [Theory]
    [InlineData("/metrics", HttpStatusCode.Unauthorized)]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/viewer.json", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.NotFound)] // The page is not built here: said in words, but not kept from anybody.
    public async Task The_page_and_the_health_need_no_token_and_the_rest_does(string path, HttpStatusCode expected)
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true);
        Assert.Equal(expected, await HttpBench.StatusAsync(bench.SendAsync(HttpMethod.Get, path)));
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_sees_what_WHEP_needs()
    {
        await using var bench = await HttpBench.StartAsync(allowedOrigins: Origin);
        using var response = await bench.PostAsync(more: static request => request.Headers.Add("Origin", Origin));
        Assert.Equal([Origin], response.Headers.GetValues("Access-Control-Allow-Origin"), StringComparer.Ordinal);
        var exposed = string.Join(',', response.Headers.GetValues("Access-Control-Expose-Headers"));
        Assert.All(new[] { "Location", "ETag", "Link" }, header => Assert.Contains(header, exposed, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/whep", HttpStatusCode.OK)]
    [InlineData("/whep/abcdefghijkl", HttpStatusCode.OK)]
    [InlineData("/metrics", HttpStatusCode.NoContent)]
    public async Task A_preflight_of_an_allowed_origin_is_answered_without_a_token(string path, HttpStatusCode expected)
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true, allowedOrigins: Origin);
        using var response = await PreflightAsync(bench, path, Origin);
        Assert.Equal(expected, response.StatusCode);
        Assert.Contains("PATCH", response.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.Contains("Authorization", response.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_origin_is_allowed_nothing()
    {
        await using var bench = await HttpBench.StartAsync(allowedOrigins: Origin);
        using var response = await PreflightAsync(bench, "/whep", "https://evil.example.org");
        Assert.DoesNotContain(response.Headers, static header => header.Key.StartsWith("Access-Control-", StringComparison.Ordinal));
    }

    private static Task<HttpResponseMessage> PreflightAsync(HttpBench bench, string path, string origin) =>
        bench.SendAsync(HttpMethod.Options, path, more: request =>
        {
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
        });
}
