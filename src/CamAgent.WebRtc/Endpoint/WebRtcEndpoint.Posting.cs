using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>What other threads ask of the media loop.</summary>
public sealed partial class WebRtcEndpoint
{
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

    /// <summary>Answers an offer: a new session, or an ICE restart of the one with this name.</summary>
    public Task<PeerAnswer> OfferAsync(string session, string sdp, IPeerObserver observer)
    {
        var completion = new TaskCompletionSource<PeerAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = TryPost(() =>
        {
            try
            {
                completion.SetResult(Answer(session, sdp, observer));
            }
#pragma warning disable CA1031 // Handed to the caller, who awaits it.
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
#pragma warning restore CA1031
        });
        if (!posted)
            completion.SetResult(new PeerAnswer.Full("The camera has more to do than it can; try again in a few seconds."));
        return completion.Task;
    }

    /// <summary>Adds a viewer's candidate; null ends them. Unknown sessions are ignored.</summary>
    public void AddRemoteCandidate(string session, string? candidate) => TryPost(() =>
    {
        if (_sessions.TryGetValue(session, out var entry))
            Touch(entry, peer => peer.AddRemoteCandidate(candidate, _clock.Now));
    });

    /// <summary>Ends a session; its observer hears of it. Unknown ones are ignored.</summary>
    public void Close(string session, string reason) => TryPost(() =>
    {
        if (_sessions.TryGetValue(session, out var entry))
            Touch(entry, peer => peer.End(reason, _clock.Now));
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

    private bool TryPost(Action action)
    {
        if (_stopping || Interlocked.Increment(ref _postedCount) > MaximumPosted)
        {
            Interlocked.Decrement(ref _postedCount);
            return false;
        }

        _posted.Enqueue(action);
        _wakeUp.Signal();
        return true;
    }
}
