using System.Net;
using CamAgent.Streaming;

namespace CamAgent.Tests.Http;

/// <summary>Contract §5 and draft-ietf-wish-whep: what can be done with a session.</summary>
public sealed class WhepSessionTests
{
    private const string Fragment = "a=ice-ufrag:view\r\na=candidate:1 a\r\na=candidate:2 b\r\n";

    [Fact]
    public async Task Trickled_candidates_reach_the_session_and_get_204_without_an_ETag()
    {
        await using var bench = await HttpBench.StartAsync();
        var path = await bench.CreateAsync();
        using var response = await bench.PatchAsync(path, Fragment + "a=end-of-candidates\r\n");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Null(response.Headers.ETag);
        var session = path["/whep/".Length..];
        Assert.Equal(
            [
                (session, new ViewerCandidate("candidate:1 a", "0", 0, "view")),
                (session, new ViewerCandidate("candidate:2 b", "0", 0, "view")),
                (session, new ViewerCandidate(null, null, null, "view")),
            ],
            bench.Sessions.Candidates);
    }

    [Theory]
    [InlineData(null, 428)]
    [InlineData("\"other\"", 412)]
    [InlineData("W/\"cam1\"", 412)]
    [InlineData("cam1", 412)]
    [InlineData("\"other\", \"cam1\"", 204)]
    [InlineData("*", 204)]
    [InlineData("\"*\"", 204)]
    public async Task A_missing_ETag_is_428_and_a_wrong_one_412(string? ifMatch, int status)
    {
        await using var bench = await HttpBench.StartAsync();
        var path = await bench.CreateAsync();
        Assert.Equal(status, (int)await HttpBench.StatusAsync(bench.PatchAsync(path, Fragment, ifMatch)));
        Assert.Equal(status == 204 ? 2 : 0, bench.Sessions.Candidates.Count);
    }

    [Fact]
    public async Task A_fragment_with_new_credentials_restarts_ICE_and_changes_the_ETag()
    {
        const string Restart = "a=ice-ufrag:newer\r\na=ice-pwd:0123456789012345678901\r\na=candidate:1 a\r\n";
        await using var bench = await HttpBench.StartAsync();
        var path = await bench.CreateAsync();
        using (var response = await bench.PatchAsync(path, Restart, "*"))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("application/trickle-ice-sdpfrag", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("\"cam2\"", response.Headers.ETag!.Tag);
            var body = await response.Content.ReadAsStringAsync();
            foreach (var line in (string[])["a=ice-ufrag:cam2\r\n", "a=ice-pwd:password-of-the-camera-2\r\n", "a=mid:0\r\n", "a=candidate:9 again\r\n", "a=end-of-candidates\r\n"])
                Assert.Contains(line, body, StringComparison.Ordinal);
        }

        Assert.Equal([(path[(path.LastIndexOf('/') + 1)..], "newer", "0123456789012345678901")], bench.Sessions.Restarts);
        Assert.Equal("newer", Assert.Single(bench.Sessions.Candidates).Candidate.UsernameFragment);
        // The old tag is of a generation that is over; the new one trickles on.
        Assert.Equal(HttpStatusCode.PreconditionFailed, await HttpBench.StatusAsync(bench.PatchAsync(path, "a=ice-ufrag:newer\r\na=candidate:2 a\r\n", "\"cam1\"")));
        Assert.Equal(HttpStatusCode.NoContent, await HttpBench.StatusAsync(bench.PatchAsync(path, "a=ice-ufrag:newer\r\na=candidate:2 a\r\n", "\"cam2\"")));
    }

    [Fact]
    public async Task A_restart_without_a_password_is_400_and_one_of_a_session_that_has_ended_404()
    {
        await using var bench = await HttpBench.StartAsync();
        var path = await bench.CreateAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await HttpBench.StatusAsync(bench.PatchAsync(path, "a=ice-ufrag:newer\r\na=candidate:1 a\r\n", "*")));
        Assert.Equal(1, bench.Whep.SessionCount); // The draft: a failed restart must not end the session.
        bench.Sessions.Restart = null;
        Assert.Equal(HttpStatusCode.NotFound, await HttpBench.StatusAsync(bench.PatchAsync(path, "a=ice-ufrag:newer\r\na=ice-pwd:0123456789012345678901\r\n", "*")));
        Assert.Empty(bench.Sessions.Candidates);
    }

    [Fact]
    public async Task What_is_not_a_fragment_is_400_and_another_type_415()
    {
        await using var bench = await HttpBench.StartAsync();
        var path = await bench.CreateAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await HttpBench.StatusAsync(bench.PatchAsync(path, "nonsense")));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await HttpBench.StatusAsync(bench.PatchAsync(path, Fragment, type: "application/sdp")));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await HttpBench.StatusAsync(bench.PatchAsync(path, Fragment + new string('a', 64 * 1024))));
        Assert.Empty(bench.Sessions.Candidates);
    }

    [Theory]
    [InlineData((int)CandidateOutcome.Malformed, 400, 2)]
    [InlineData((int)CandidateOutcome.TooMany, 422, 1)]
    [InlineData((int)CandidateOutcome.UnknownSession, 404, 1)]
    public async Task What_the_session_says_of_a_candidate_has_its_status(int outcome, int status, int asked)
    {
        await using var bench = await HttpBench.StartAsync();
        var path = await bench.CreateAsync();
        bench.Sessions.OnCandidate = _ => (CandidateOutcome)outcome;
        Assert.Equal(status, (int)await HttpBench.StatusAsync(bench.PatchAsync(path, Fragment)));
        Assert.Equal(asked, bench.Sessions.Candidates.Count);
    }

    [Fact]
    public async Task DELETE_ends_the_session_whatever_the_ETag_and_a_second_one_is_404()
    {
        await using var bench = await HttpBench.StartAsync();
        var path = await bench.CreateAsync();
        Assert.Equal(HttpStatusCode.OK, await HttpBench.StatusAsync(bench.SendAsync(HttpMethod.Delete, path, ifMatch: "\"stale\"")));
        Assert.Equal((path["/whep/".Length..], "the viewer left"), Assert.Single(bench.Sessions.Closed));
        Assert.Equal(HttpStatusCode.NotFound, await HttpBench.StatusAsync(bench.SendAsync(HttpMethod.Delete, path)));
        Assert.Equal(HttpStatusCode.NotFound, await HttpBench.StatusAsync(bench.PatchAsync(path, Fragment)));
    }

    [Fact]
    public async Task An_unknown_session_is_404()
    {
        await using var bench = await HttpBench.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, await HttpBench.StatusAsync(bench.PatchAsync("/whep/abcdefghijkl", Fragment)));
        Assert.Equal(HttpStatusCode.NotFound, await HttpBench.StatusAsync(bench.SendAsync(HttpMethod.Delete, "/whep/abcdefghijkl")));
        Assert.Empty(bench.Sessions.Closed);
    }

    [Theory]
    [InlineData("GET", "/whep", "POST, OPTIONS")]
    [InlineData("PUT", "/whep", "POST, OPTIONS")]
    [InlineData("DELETE", "/whep", "POST, OPTIONS")]
    [InlineData("GET", "/whep/abcdefghijkl", "PATCH, DELETE, OPTIONS")]
    [InlineData("POST", "/whep/abcdefghijkl", "PATCH, DELETE, OPTIONS")]
    public async Task Other_methods_are_405_and_say_what_is_allowed(string method, string path, string allowed)
    {
        await using var bench = await HttpBench.StartAsync();
        using var response = await bench.SendAsync(new HttpMethod(method), path);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
    }

    [Fact]
    public async Task OPTIONS_says_what_can_be_posted_without_a_token()
    {
        await using var bench = await HttpBench.StartAsync(accessRequired: true);
        using var response = await bench.SendAsync(HttpMethod.Options, "/whep");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["application/sdp"], response.Headers.GetValues("Accept-Post"), StringComparer.Ordinal);
    }
}
