using CamAgent.Streaming;

namespace CamAgent.Signaling;

/// <summary>
/// Collects the camera's candidates for a channel that can carry only one answer: WHEP
/// (draft-ietf-wish-whep, "Trickle ICE": the answer has the full list) and copy and paste.
/// </summary>
internal sealed class GatheringObserver : ISessionObserver
{
    /// <summary>More than any host has addresses worth trying; beyond that candidates are left out.</summary>
    private const int MaximumCandidates = 64;

    private readonly Lock _gate = new();
    private readonly List<LocalCandidate> _candidates = [];
    private readonly TaskCompletionSource _gathered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when there are no more candidates to wait for.</summary>
    public Task Gathered => _gathered.Task;

    /// <summary>Completes with the reason when the session is over.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>What was found until now.</summary>
    public IReadOnlyList<LocalCandidate> Candidates
    {
        get
        {
            lock (_gate)
                return [.. _candidates];
        }
    }

    void ISessionObserver.LocalCandidate(LocalCandidate? candidate)
    {
        if (candidate is null)
        {
            _gathered.TrySetResult();
            return;
        }

        lock (_gate)
        {
            if (_candidates.Count < MaximumCandidates)
                _candidates.Add(candidate);
        }
    }

    void ISessionObserver.Ended(string reason)
    {
        _gathered.TrySetResult();
        _ended.TrySetResult(reason);
    }

    /// <summary>Waits for the last candidate, at most <paramref name="limit"/>, and completes the answer with what is there then.</summary>
    public async Task<string> CompleteAsync(string answer, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await Gathered.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A STUN or TURN server that does not answer must not keep the viewer waiting: it gets what there is.
        }

        return AnswerSdp.WithCandidates(answer, Candidates, Gathered.IsCompleted);
    }
}
