using System.Net;
using System.Text;
using System.Text.Json;
using CamAgent.Access;
using CamAgent.Signaling;
using CamAgent.Streaming;
using CamAgent.Tests.Signaling;

namespace CamAgent.Tests.Http;

/// <summary>Contract §5 and draft-ietf-wish-whep: making a session.</summary>
public sealed class WhepPostTests
{
    [Fact]
    public async Task An_offer_is_answered_with_201_and_everything_the_draft_asks_for()
    {
        await using var bench = await HttpBench.StartAsync();
        using var response = await bench.PostAsync();
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("application/sdp", response.Content.Headers.ContentType!.MediaType);
        Assert.Matches("^/whep/[A-Za-z0-9_-]{22}$", response.Headers.Location!.ToString());
        Assert.Equal("\"cam1\"", response.Headers.ETag!.Tag);
        Assert.Equal(["application/trickle-ice-sdpfrag"], response.Headers.GetValues("Accept-Patch"), StringComparer.Ordinal);
        Assert.Equal(
            [
                "<stun:stun.example.org>; rel=\"ice-server\"",
                "<turn:turn.example.org?transport=udp>; rel=\"ice-server\"; username=\"any\\\"one\"; credential=\"pass\\\\word\"; credential-type=\"password\"",
            ],
            response.Headers.GetValues("Link"),
            StringComparer.Ordinal);
        var offer = Assert.Single(bench.Sessions.Offers);
        Assert.Equal(new ViewerOffer(response.Headers.Location.ToString()["/whep/".Length..], HttpBench.Offer, null, ViewerRights.All, "whep"), offer);
    }

    [Fact]
    public async Task The_answer_has_the_full_list_of_candidates()
    {
        await using var bench = await HttpBench.StartAsync();
        using var response = await bench.PostAsync();
        Assert.Equal(FakeSessions.Answer + "a=candidate:1 late\r\na=end-of-candidates\r\n", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData(null)]
    public async Task Anything_but_SDP_is_415(string? type)
    {
        await using var bench = await HttpBench.StartAsync();
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await HttpBench.StatusAsync(bench.PostAsync(type: type)));
        Assert.Empty(bench.Sessions.Offers);
    }

    [Theory]
    [InlineData("application/sdp", HttpStatusCode.Created)]
    [InlineData("application/*", HttpStatusCode.Created)]
    [InlineData("text/html, */*;q=0.1", HttpStatusCode.Created)]
    [InlineData("text/html", HttpStatusCode.NotAcceptable)]
    [InlineData("application/sdp;q=0, */*", HttpStatusCode.NotAcceptable)]
    [InlineData("nonsense", HttpStatusCode.NotAcceptable)]
    public async Task Who_does_not_accept_SDP_gets_406(string accept, HttpStatusCode expected)
    {
        await using var bench = await HttpBench.StartAsync();
        Assert.Equal(expected, await HttpBench.StatusAsync(bench.PostAsync(more: request => request.Headers.TryAddWithoutValidation("Accept", accept))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_64_KiB_is_413_announced_or_not(bool announced)
    {
        await using var bench = await HttpBench.StartAsync();
        var body = "v=0\r\n" + new string('a', 64 * 1024);
        var status = await HttpBench.StatusAsync(bench.PostAsync(body, more: request => request.Headers.TransferEncodingChunked = announced ? null : true));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Empty(bench.Sessions.Offers);
    }

    [Fact]
    public async Task A_description_of_a_megabyte_is_413()
    {
        await using var bench = await HttpBench.StartAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await HttpBench.StatusAsync(bench.PostAsync("v=0\r\n" + new string('a', 1024 * 1024), more: static request => request.Headers.ExpectContinue = true)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{\"type\":\"offer\"}")]
    public async Task What_is_not_SDP_is_400(string body)
    {
        await using var bench = await HttpBench.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await HttpBench.StatusAsync(bench.PostAsync(body)));
        Assert.Empty(bench.Sessions.Offers);
    }

    [Fact]
    public async Task Invalid_UTF8_is_400()
    {
        await using var bench = await HttpBench.StartAsync();
        using var content = new ByteArrayContent([.. "v=0\r\ns="u8, 0xFF, 0xFE]);
        content.Headers.ContentType = new("application/sdp");
        Assert.Equal(HttpStatusCode.BadRequest, await HttpBench.StatusAsync(bench.Client.PostAsync("/whep", content)));
    }

    [Theory]
    [InlineData((int)SignalErrorCode.BadRequest, 400, null)]
    [InlineData((int)SignalErrorCode.Unauthorized, 401, null)]
    [InlineData((int)SignalErrorCode.Forbidden, 403, null)]
    [InlineData((int)SignalErrorCode.Unsupported, 422, null)]
    [InlineData((int)SignalErrorCode.Busy, 503, 5)]
    [InlineData((int)SignalErrorCode.Unavailable, 503, 5)]
    [InlineData((int)SignalErrorCode.Internal, 500, null)]
    public async Task A_refusal_has_its_status_and_its_words(int code, int status, int? retryAfter)
    {
        await using var bench = await HttpBench.StartAsync();
        bench.Sessions.OnOffer = (_, _, _) => ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Refused((SignalErrorCode)code, "Words."));
        using var response = await bench.PostAsync();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(retryAfter, (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("Words.", problem.RootElement.GetProperty("detail").GetString());
        Assert.Equal(((SignalErrorCode)code).ToWire(), problem.RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task When_full_Retry_After_is_what_the_sessions_say()
    {
        await using var bench = await HttpBench.StartAsync();
        bench.Sessions.OnOffer = static (_, _, _) =>
            ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Refused(SignalErrorCode.Busy, "Full.", TimeSpan.FromSeconds(29.5)));
        using var response = await bench.PostAsync();
        Assert.Equal(TimeSpan.FromSeconds(30), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Sessions_that_fail_are_500_without_detail()
    {
        await using var bench = await HttpBench.StartAsync();
        bench.Sessions.OnOffer = static (_, _, _) => throw new InvalidOperationException("secret detail");
        using var response = await bench.PostAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_offers_is_503_and_its_end_is_served_again()
    {
        await using var bench = await HttpBench.StartAsync();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
            statuses.Add(await HttpBench.StatusAsync(bench.PostAsync()));
        Assert.Equal(20, statuses.Count(static status => status == HttpStatusCode.Created));
        Assert.Equal(5, statuses.Count(static status => status == HttpStatusCode.ServiceUnavailable));
        Assert.Equal(20, bench.Sessions.Offers.Count);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.CreateAsync();
    }

    [Fact]
    public async Task A_STUN_server_that_does_not_answer_delays_the_answer_only_so_long()
    {
        await using var bench = await HttpBench.StartAsync();
        bench.Sessions.OnOffer = static (_, _, _) =>
            ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Answered(FakeSessions.Answer, "cam1", "p", false));
        var request = bench.PostAsync();
        Eventually.Is(() =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            return request.IsCompleted;
        });
        using var response = await request;
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(FakeSessions.Answer, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_viewer_that_goes_away_before_its_answer_leaves_no_session()
    {
        await using var bench = await HttpBench.StartAsync();
        bench.Sessions.OnOffer = static (_, _, _) => ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Answered(FakeSessions.Answer, "cam1", "p", false));
        using var gone = new CancellationTokenSource();
        using var content = new StringContent(HttpBench.Offer, Encoding.UTF8, "application/sdp");
        var request = bench.Client.PostAsync("/whep", content, gone.Token);
        Eventually.Is(() => bench.Whep.SessionCount == 1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Eventually.Is(() => bench.Sessions.Closed.Count == 1);
        Assert.Equal(0, bench.Whep.SessionCount);
    }

    [Fact]
    public async Task A_session_that_ended_is_forgotten()
    {
        await using var bench = await HttpBench.StartAsync();
        var path = await bench.CreateAsync();
        bench.Sessions.Observer(path["/whep/".Length..]).Ended("gone");
        Eventually.Is(() => bench.Whep.SessionCount == 0);
        Assert.Equal(HttpStatusCode.NotFound, await HttpBench.StatusAsync(bench.SendAsync(HttpMethod.Delete, path)));
    }
}
