using CamAgent.Streaming;
using CamAgent.WebRtc;

namespace CamAgent.Signaling.Mqtt;

/// <summary>
/// What is known of one session between its hello (or its first offer) and its end. Guarded by the lock of
/// <see cref="MqttSignaling"/>, which it also stands for as the session's observer.
/// </summary>
internal sealed class Conversation(MqttSignaling owner, string session, MqttSignalingOptions options) : ISessionObserver
{
    public string Session { get; } = session;

    /// <summary>The greeting that waits for its offer.</summary>
    public PendingHello? Hello { get; set; }

    /// <summary>Its place among the greetings, oldest first.</summary>
    public LinkedListNode<Conversation>? HelloPlace { get; set; }

    /// <summary>Who holds the session, once an offer was accepted; null also while access is not required.</summary>
    public string? Viewer { get; set; }

    /// <summary>An offer is being answered.</summary>
    public bool Offering { get; set; }

    /// <summary>An offer was answered and the session goes on.</summary>
    public bool Live { get; set; }

    /// <summary>The viewer said bye while its offer was being answered.</summary>
    public bool LeftByViewer { get; set; }

    /// <summary>The session ended while its offer was being answered.</summary>
    public string? EndedEarly { get; set; }

    /// <summary>The viewer's candidates that wait: for the answer, or for the thread that applies them.</summary>
    public Queue<ViewerCandidate> Held { get; } = new();

    /// <summary>A thread applies candidates: another one leaves its own in the queue, so that they stay in order.</summary>
    public bool Draining { get; set; }

    /// <summary>The camera's candidates found before the answer went out.</summary>
    public Queue<LocalCandidate?> Unsent { get; } = new();

    public TokenBucket Messages { get; } = new(options.SessionMessages);

    public TokenBucket Requests { get; } = new(options.SessionRequests);

    public TokenBucket Errors { get; } = new(options.SessionErrors);

    /// <summary>
    /// Candidates wait while an offer is expected too: a page signs its offer asynchronously, and its first candidates
    /// may overtake it.
    /// </summary>
    public bool CandidatesWait => Offering || Hello is not null;

    /// <summary>Whose session it is, by its offer or else by its greeting.</summary>
    public string? Holder => Live || Offering ? Viewer : Hello?.Viewer;

    public bool IsIdle => !Offering && !Live && Hello is null;

    void ISessionObserver.LocalCandidate(LocalCandidate? candidate) => owner.OnLocalCandidate(this, candidate);

    void ISessionObserver.Ended(string reason) => owner.OnEnded(this, reason);
}

/// <param name="CameraNonce">What the offer's MAC must contain.</param>
/// <param name="Viewer">Who was greeted; null while access is not required.</param>
internal sealed record PendingHello(string CameraNonce, string? Viewer, Instant Expires);
