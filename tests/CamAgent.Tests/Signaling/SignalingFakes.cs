using System.Text.Json;
using CamAgent.Access;
using CamAgent.Signaling;
using CamAgent.Signaling.Mqtt;
using CamAgent.Streaming;
using CamAgent.WebRtc;

namespace CamAgent.Tests.Signaling;

/// <summary>Sessions that answer at once unless a test says otherwise, and remember what they were told.</summary>
internal sealed class FakeSessions : IViewerSessions
{
    public const string Answer = "v=0\r\ns=-\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\na=mid:0\r\n";

    private readonly Lock _gate = new();
    private readonly List<ViewerOffer> _offers = [];
    private readonly List<(string Session, ViewerCandidate Candidate)> _candidates = [];
    private readonly List<(string Session, string Reason)> _closed = [];
    private readonly List<(string Session, string Fragment, string Password)> _restarts = [];
    private readonly Dictionary<string, ISessionObserver> _observers = [];

    public Func<ViewerOffer, ISessionObserver, CancellationToken, ValueTask<OfferOutcome>> OnOffer { get; set; } =
        static (_, _, _) => ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Answered(Answer, "cam1", "password-of-the-camera-1", false));

    public Func<ViewerCandidate, CandidateOutcome> OnCandidate { get; set; } = static _ => CandidateOutcome.Added;

    public IReadOnlyList<ViewerOffer> Offers => Copy(_offers);

    public IReadOnlyList<(string Session, ViewerCandidate Candidate)> Candidates => Copy(_candidates);

    public IReadOnlyList<(string Session, string Reason)> Closed => Copy(_closed);

    public ISessionObserver Observer(string session)
    {
        lock (_gate)
            return _observers[session];
    }

    public ValueTask<OfferOutcome> OfferAsync(ViewerOffer offer, ISessionObserver observer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _offers.Add(offer);
            _observers[offer.Session] = observer;
        }

        return OnOffer(offer, observer, cancellationToken);
    }

    public IceRestart? Restart { get; set; } = new("cam2", "password-of-the-camera-2", ["candidate:9 again"], true);

    public ValueTask<IceRestart?> RestartAsync(
        string session, string channel, string usernameFragment, string password, CancellationToken cancellationToken)
    {
        lock (_gate)
            _restarts.Add((session, usernameFragment, password));
        return ValueTask.FromResult(Restart);
    }

    public IReadOnlyList<(string Session, string Fragment, string Password)> Restarts => Copy(_restarts);

    public CandidateOutcome AddCandidate(string session, ViewerCandidate candidate)
    {
        lock (_gate)
            _candidates.Add((session, candidate));
        return OnCandidate(candidate);
    }

    public void Close(string session, string channel, string reason)
    {
        lock (_gate)
            _closed.Add((session, reason));
    }

    private T[] Copy<T>(List<T> list)
    {
        lock (_gate)
            return [.. list];
    }
}

/// <summary>What was sent to viewers, as JSON.</summary>
internal sealed class FakeTransport : ISignalTransport
{
    private readonly Lock _gate = new();
    private readonly List<(string Session, JsonElement Message)> _sent = [];

    public IReadOnlyList<(string Session, JsonElement Message)> Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent];
        }
    }

    public void Send(string session, ReadOnlyMemory<byte> payload)
    {
        using var document = JsonDocument.Parse(payload);
        lock (_gate)
            _sent.Add((session, document.RootElement.Clone()));
    }
}

internal sealed class FakeDirectory : IViewerDirectory
{
    public IReadOnlyList<ViewerEntry> Current { get; set; } = [];
}

internal static class Viewers
{
    public static readonly ViewerEntry Alice = new("alice", Secret(1), ViewerRights.View, null);

    public static readonly ViewerEntry Bob = new("bob", Secret(2), ViewerRights.All, null);

    public static readonly ViewerEntry TalkOnly = new("carol", Secret(3), ViewerRights.Talk, null);

    public static byte[] Secret(byte first) => [first, .. Enumerable.Range(1, 31).Select(static i => (byte)i)];
}

internal sealed class SeededRandom(int seed) : RandomSource
{
    private readonly Random _random = new(seed);

    public override void Fill(Span<byte> destination) => _random.NextBytes(destination);
}
