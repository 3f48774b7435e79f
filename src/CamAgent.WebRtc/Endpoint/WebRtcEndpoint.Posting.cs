using System.Collections.Concurrent;
using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>What other threads ask of the media loop.</summary>
public sealed partial class WebRtcEndpoint
{
    private const int MaximumWithOffers = 1024;
    private const int MaximumWithCandidates = 4096;
    private const int MaximumPosted = 65_536;
    private static readonly PeerAnswer Stopping = new PeerAnswer.Full("The camera is stopping.");

    private readonly ConcurrentQueue<(Action Run, Action? Abandon)> _posted = new();
    private int _postedCount;
    private long _faults;
    private volatile bool _refusesPosts;

    /// <summary>As of the last second.</summary>
    public EndpointStatistics Statistics => _statistics;

    /// <summary>Completes when the loop has ended; faulted if it ended by a bug.</summary>
    public Task Completion => _ended.Task;

    /// <summary>What the stream's SPS says; answers are made for it. From any thread.</summary>
    public H264ProfileLevelId StreamProfile
    {
        get
        {
            var packed = Volatile.Read(ref _streamProfile);
            return new H264ProfileLevelId((byte)(packed >> 16), (byte)(packed >> 8), (byte)packed);
        }
        set => Volatile.Write(ref _streamProfile, (value.ProfileIdc << 16) | (value.Constraints << 8) | value.LevelIdc);
    }

    /// <summary>How long ago the loop last went round, which it does at least once a second: a watchdog's heartbeat.</summary>
    public TimeSpan SinceLastRound => _clock.Now - new Instant(Volatile.Read(ref _lastRound));

    /// <summary>Asked for on the media loop when some viewer needs an IDR picture; already coalesced.</summary>
    public event Action<KeyFrameCause>? KeyFrameNeeded;

    /// <summary>Time from capture to the last packet of each frame handed to the system; called on the media loop.</summary>
    public event Action<TimeSpan>? FrameSent;

    /// <summary>Posted actions and observers that threw; the loop went on each time. <see cref="Faulted"/> says what it was.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>For the log; called on the thread that met the fault, mostly the media loop.</summary>
    public event Action<Exception>? Faulted;

    /// <summary>Answers an offer: a new session, or another offer in the one with this name.</summary>
    /// <param name="isNew">
    /// What the caller takes the session for. Where the endpoint knows better (it ended meanwhile, it is there already) the answer is
    /// <see cref="PeerAnswer.Gone"/> and nothing has changed.
    /// </param>
    public Task<PeerAnswer> OfferAsync(string session, string sdp, IPeerObserver observer, bool isNew) =>
        AskAsync(() => Answer(session, sdp, observer, isNew));

    /// <summary>Restarts ICE in a session with the viewer's new credentials, without a description (WHEP's PATCH).</summary>
    /// <returns><see cref="PeerAnswer.IceRestarted"/>, <see cref="PeerAnswer.Gone"/>, or <see cref="PeerAnswer.Rejected"/> for credentials that are none.</returns>
    public Task<PeerAnswer> RestartAsync(string session, string usernameFragment, string password) =>
        AskAsync(() => Restart(session, usernameFragment, password));

    /// <summary>Adds a viewer's candidate; null ends them. Unknown sessions are ignored.</summary>
    public void AddRemoteCandidate(string session, string? candidate) => TryPost(
        () =>
        {
            if (_sessions.TryGetValue(session, out var entry))
                Touch(entry, peer => peer.AddRemoteCandidate(candidate, _clock.Now));
        },
        MaximumWithCandidates);

    /// <summary>Ends a session; its observer hears of it. Unknown ones are ignored.</summary>
    public void Close(string session, string reason) => TryPost(() =>
    {
        if (_sessions.TryGetValue(session, out var entry))
            Touch(entry, peer => peer.End(reason, _clock.Now));
    });

    /// <summary>Stops a viewer's video without ending the session, or goes on with the next key frame. Unknown sessions are ignored.</summary>
    public void SetPaused(string session, bool paused) => TryPost(() =>
    {
        if (_sessions.TryGetValue(session, out var entry))
            Touch(entry, peer => peer.SetPaused(paused));
    });

    /// <summary>Packetizes an access unit, once for all viewers, on the calling thread, and hands it to the media loop.</summary>
    /// <param name="accessUnit">H.264 Annex B; copied.</param>
    /// <param name="captureTimestamp">As <see cref="TimeProvider.GetTimestamp"/> gave it when the picture was taken.</param>
    public void Publish(ReadOnlySpan<byte> accessUnit, long captureTimestamp)
    {
        if (Volatile.Read(ref _connected) > 0)
            _ = _fanOut.Publish(accessUnit, _clock.FromTimestamp(captureTimestamp));
    }

    /// <summary>Says what the encoder's target is, in bits a second.</summary>
    public void SetBitrate(int bitsPerSecond) => TryPost(() => _keyFrameRequests.Bitrate = bitsPerSecond);

    private Task<PeerAnswer> AskAsync(Func<PeerAnswer> ask)
    {
        var completion = new TaskCompletionSource<PeerAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = TryPost(
            () =>
            {
                try
                {
                    completion.TrySetResult(ask());
                }
                catch (Exception exception)
                {
                    // The caller awaits it, the loop counts it.
                    completion.TrySetException(exception);
                    throw;
                }
            },
            MaximumWithOffers,
            () => completion.TrySetResult(Stopping));
        if (!posted)
            completion.TrySetResult(_stopping ? Stopping : new PeerAnswer.Full("The camera has more to do than it can; try again in a few seconds."));
        return completion.Task;
    }

    /// <summary>Hands an action to the loop, which outlives its exceptions.</summary>
    /// <param name="maximum">
    /// How much may be waiting already. Offers, which cost most, are refused first and candidates next, so that there is always room for what
    /// ends sessions and for what the loop itself has asked for.
    /// </param>
    /// <param name="abandon">Run in the action's stead when the loop ends before its turn.</param>
    /// <returns>False where it was refused: neither of the two will run.</returns>
    internal bool TryPost(Action action, int maximum = MaximumPosted, Action? abandon = null)
    {
        if (_stopping)
            return false;
        if (Interlocked.Increment(ref _postedCount) > maximum)
        {
            Interlocked.Decrement(ref _postedCount);
            return false;
        }

        _posted.Enqueue((action, abandon));
        Interlocked.MemoryBarrier();
        if (_refusesPosts)
            AbandonPosted();
        else
            _wakeUp.Signal();
        return true;
    }

    private void RunPosted()
    {
        // Bounded by what is there now: a flood of posts does not keep the loop from its sockets.
        for (var count = Volatile.Read(ref _postedCount); count > 0 && _posted.TryDequeue(out var posted); count--)
        {
            Interlocked.Decrement(ref _postedCount);
            Guard(posted.Run);
        }

        if (!_posted.IsEmpty)
            _wakeUp.Signal();
    }

    /// <summary>Once the loop has ended nothing that waits is run any more; whoever awaits it is told.</summary>
    private void AbandonPosted()
    {
        _refusesPosts = true;
        Interlocked.MemoryBarrier();
        while (_posted.TryDequeue(out var posted))
        {
            if (posted.Abandon is not null)
                Guard(posted.Abandon);
        }
    }

    /// <summary>Runs what is others' (or may be faulty) without putting every viewer's loop at its mercy.</summary>
    private void Guard(Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // Counted and handed to whoever logs: one session's fault must not end the others.
        catch (Exception exception)
        {
            OnFault(exception);
        }
#pragma warning restore CA1031
    }

    private void OnFault(Exception exception)
    {
        Interlocked.Increment(ref _faults);
        try
        {
            Faulted?.Invoke(exception);
        }
#pragma warning disable CA1031 // A log that fails has nowhere left to say so.
        catch (Exception)
        {
            Interlocked.Increment(ref _faults);
        }
#pragma warning restore CA1031
    }
}
