using System.Net;
using CamAgent.Snapshots;

namespace CamAgent.Tests.Http;

/// <summary>Contract §5: GET /snapshot.jpg.</summary>
public sealed class SnapshotEndpointTests
{
    [Fact]
    public async Task A_viewer_with_its_token_gets_the_JPEG_which_nobody_keeps_and_is_known_by_name()
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true);
        using var response = await bench.SendAsync(HttpMethod.Get, "/snapshot.jpg", token: HttpBench.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("image/jpeg", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(DateTimeOffset.UnixEpoch, response.Content.Headers.LastModified);
        Assert.Equal(bench.Snapshot.Snapshot!.Jpeg, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(["alice"], bench.SnapshotTakers);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("wrong", HttpStatusCode.Unauthorized)]
    [InlineData(HttpBench.TalkOnlyToken, HttpStatusCode.Forbidden)]
    public async Task Nobody_else_does(string? token, HttpStatusCode expected)
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true);
        Assert.Equal(expected, await HttpBench.StatusAsync(bench.SendAsync(HttpMethod.Get, "/snapshot.jpg", token: token)));
        Assert.Empty(bench.SnapshotTakers);
    }

    [Fact]
    public async Task Where_there_is_none_it_is_503_with_the_reason_and_when_to_ask_again()
    {
        await using var bench = await HttpBench.StartAsync();
        bench.Snapshot = SnapshotOutcome.Unavailable("The camera is switched off.");
        using var response = await bench.SendAsync(HttpMethod.Get, "/snapshot.jpg");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        Assert.Contains("The camera is switched off.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(bench.SnapshotTakers);
    }

    [Fact]
    public async Task Without_required_access_anybody_gets_it()
    {
        await using var bench = await HttpBench.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await HttpBench.StatusAsync(bench.SendAsync(HttpMethod.Get, "/snapshot.jpg")));
        Assert.Equal([null], bench.SnapshotTakers);
    }
}
