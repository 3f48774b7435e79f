using CamAgent.Access;
using CamAgent.Signaling;
using CamAgent.Streaming;
using CamAgent.WebRtc;
using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Endpoint;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Sdp;
using CamAgent.WebRtc.Srtp;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.Streaming;

/// <summary>The places, against a real endpoint on loopback.</summary>
public sealed class ViewerSessionsTests : IAsyncLifetime, IDisposable
{
    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));

    private readonly WebRtcEndpoint _endpoint = new(new WebRtcEndpointOptions { IncludeLoopback = true }, Certificate, SecureRandomSource.Instance, TimeProvider.System);
    private readonly VideoPipeline _video;
    private string? _cameraFailure;
    private int _places = 2;

    public ViewerSessionsTests()
    {
        _video = VideoPipelineTests.Create(() => new ScriptedSource(_cameraFailure), TimeProvider.System);
        Sessions = new ViewerSessions(_endpoint, _video, () => _places, TimeProvider.System, NullLogger.Instance);
    }

    private ViewerSessions Sessions { get; }

    public Task InitializeAsync()
    {
        _endpoint.Start();
        _video.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _endpoint.DisposeAsync();

    public void Dispose() => _video.Dispose();

    [Fact]
    public async Task Who_comes_when_all_places_are_taken_is_told_when_to_try_again()
    {
        Assert.IsType<OfferOutcome.Answered>(await Offer("session-1"));
        Assert.IsType<OfferOutcome.Answered>(await Offer("session-2"));
        var refused = Assert.IsType<OfferOutcome.Refused>(await Offer("session-3"));
        Assert.Equal(SignalErrorCode.Busy, refused.Code);
        Assert.NotNull(refused.RetryAfter);

        _places = 3;
        Assert.IsType<OfferOutcome.Answered>(await Offer("session-3"));
    }

    [Fact]
    public async Task An_offer_that_cannot_be_served_gives_its_place_back()
    {
        _places = 1;
        var refused = Assert.IsType<OfferOutcome.Refused>(await Offer("session-1", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"));
        Assert.Equal(SignalErrorCode.Unsupported, refused.Code);
        Assert.Equal(0, Sessions.Count);
        Assert.IsType<OfferOutcome.Answered>(await Offer("session-2"));
    }

    [Fact]
    public async Task A_session_stays_with_its_viewer_and_its_channel()
    {
        Assert.IsType<OfferOutcome.Answered>(await Offer("session-1", viewer: "alice"));
        foreach (var (viewer, channel) in ((string?, string)[])[("bob", "mqtt"), (null, "mqtt"), ("alice", "whep")])
            Assert.Equal(SignalErrorCode.Forbidden, Assert.IsType<OfferOutcome.Refused>(await Offer("session-1", viewer: viewer, channel: channel)).Code);

        Sessions.Close("session-1", "whep", "not mine");
        Assert.IsType<OfferOutcome.Answered>(await Offer("session-2"));
        Assert.Equal(2, Sessions.Count);
        Sessions.Close("session-1", "mqtt", "mine");
        VideoPipelineTests.WaitFor(() => Sessions.Count == 1);
    }

    [Fact]
    public async Task Without_a_camera_the_viewer_is_answered_at_once_and_keeps_its_place()
    {
        _cameraFailure = "the lens fell off";
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.IsType<OfferOutcome.Answered>(await Offer("session-1"));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2.5);
        Assert.Equal(1, Sessions.Count);
        VideoPipelineTests.WaitFor(() => _video.IsStandInShown);
    }

    [Fact]
    public async Task Candidates_beyond_the_bound_are_refused_and_others_sessions_unknown()
    {
        Assert.IsType<OfferOutcome.Answered>(await Offer("session-1"));
        var candidate = new ViewerCandidate("candidate:1 1 udp 2113937151 192.0.2.9 5000 typ host", "0", 0, null);
        for (var i = 0; i < 64; i++)
            Assert.Equal(CandidateOutcome.Added, Sessions.AddCandidate("session-1", candidate));
        Assert.Equal(CandidateOutcome.TooMany, Sessions.AddCandidate("session-1", candidate));
        Assert.Equal(CandidateOutcome.UnknownSession, Sessions.AddCandidate("session-2", candidate));
    }

    private ValueTask<OfferOutcome> Offer(string session, string? sdp = null, string? viewer = null, string channel = "mqtt") =>
        Sessions.OfferAsync(new ViewerOffer(session, sdp ?? CreateOffer(), viewer, ViewerRights.View, channel), new Silent(), CancellationToken.None);

    private static string CreateOffer()
    {
        Assert.True(SdpFingerprint.TryParse($"{Certificate.Fingerprint.HashName} {Certificate.Fingerprint}", out var fingerprint));
        var options = new PeerSessionOptions { Name = "viewer", Fingerprint = fingerprint, Clock = new NtpClock(DateTimeOffset.UnixEpoch, default) };
        using var context = DtlsContext.Create(Certificate, SrtpProfilePreference.Default);
        using var viewer = new PeerSession(options, context, SecureRandomSource.Instance);
        return viewer.CreateOffer();
    }

    private sealed class Silent : ISessionObserver
    {
        public void LocalCandidate(LocalCandidate? candidate)
        {
        }

        public void Ended(string reason)
        {
        }
    }
}
