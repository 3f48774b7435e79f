using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>The loop itself: wait, receive, run what was posted, fan out, keep timers, send.</summary>
public sealed unsafe partial class WebRtcEndpoint
{
    // Datagrams taken from one socket before the others and the timers get their turn.
    private const int ReceiveBatch = 64;
    private static readonly TimeSpan StatisticsInterval = TimeSpan.FromSeconds(1);

    private readonly byte[] _receiveBuffer = GC.AllocateUninitializedArray<byte>(2048, pinned: true);
    private LibC.PollDescriptor[] _descriptors = [];
    private KeyFrameCause _lastCause;
    private Instant _nextStatistics;
    private long _lastRound;

    private void RunLoop()
    {
        try
        {
            while (!_stopping)
                RunRound();
            EndAll("The camera's agent is stopping.");
            GiveRelaysBack();
            AbandonPosted();
            _ended.SetResult();
        }
#pragma warning disable CA1031 // The end of a thread: whoever awaits Completion decides.
        catch (Exception exception)
        {
            _stopping = true;
            AbandonPosted();
            _ended.SetException(exception);
        }
#pragma warning restore CA1031
    }

    private void RunRound()
    {
        Wait(NextTimeout());
        _wakeUp.Clear();
        RunPosted();
        FanOutFrames();
        ReceiveAll();
        var now = _clock.Now;
        RunTimers(now);
        Drain(now);
        Volatile.Write(ref _lastRound, now.Ticks);
        if (now < _nextStatistics)
            return;
        _nextStatistics = now + StatisticsInterval;
        _relays.ReleaseUnused(now);
        _statistics = TakeStatistics(now);
    }

    private void Wait(Instant until)
    {
        var pause = until - _clock.Now;
        if (pause < TimeSpan.Zero)
            pause = TimeSpan.Zero;
        var timeout = new LibC.TimeSpec
        {
            Seconds = (nint)(pause.Ticks / TimeSpan.TicksPerSecond),
            Nanoseconds = (nint)(pause.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
        fixed (LibC.PollDescriptor* descriptors = _descriptors)
            _ = LibC.Poll(descriptors, (nuint)_descriptors.Length, &timeout, 0);
    }

    private Instant NextTimeout()
    {
        var next = _nextStatistics;
        next = Instant.Min(next, _gatherer.NextTimeout);
        next = Instant.Min(next, _resolver.NextTimeout);
        next = Instant.Min(next, _relays.NextTimeout);
        next = Instant.Min(next, _keyFrameRequests.NextTimeout);
        if (!_allGathered)
            next = Instant.Min(next, Instant.Max(_gatherBy, _clock.Now));
        foreach (var server in _stunServers)
            next = _isSuspended ? next : Instant.Min(next, server.NextLookUp);
        foreach (var entry in _entries)
            next = Instant.Min(next, entry.NextTimeout);
        return next;
    }

    private void FanOutFrames()
    {
        while (_frames.TryDequeue(out var frame))
        {
            var now = _clock.Now;
            foreach (var entry in _entries)
            {
                if (entry.Peer.State != PeerState.Connected)
                    continue;
                entry.IsDirty = true;
                if (IsHeldUp(entry, now))
                    continue;
                frame.AddReference();
                entry.Peer.Send(frame);
            }

            if (frame.IsKeyFrame)
                _keyFrameRequests.OnKeyFrame(frame.Payloads.Length, now);
            var captured = frame.Captured;
            frame.Release();
            Drain(now);
            TellFrameSent(_clock.Now - captured);
        }
    }

    private void ReceiveAll()
    {
        foreach (var socket in _sockets.Sockets)
        {
            for (var i = 0; i < ReceiveBatch && socket.TryReceive(_receiveBuffer, out var length, out var remote); i++)
                Dispatch(new NetworkPath(socket.Local, remote), _receiveBuffer.AsSpan(0, length), _clock.Now);
        }

        _relays.ReceiveAll(_receiveBuffer, _clock);
        for (var i = 0; i < ReceiveBatch && _multicast is not null && _multicast.TryReceive(_receiveBuffer, out var length, out var source); i++)
            _resolver.HandleMessage(source, _receiveBuffer.AsSpan(0, length), _clock.Now);
    }

    private void RunTimers(Instant now)
    {
        if (_gatherer.NextTimeout <= now)
            _gatherer.HandleTimeout(now);
        if (_resolver.NextTimeout <= now)
            _resolver.HandleTimeout(now);
        _relays.HandleTimeout(now);
        LookUpStunServers(now);
        foreach (var entry in _entries)
        {
            if (entry.NextTimeout > now)
                continue;
            entry.Peer.HandleTimeout(now);
            entry.IsDirty = true;
        }

        if (_keyFrameRequests.HandleTimeout(now))
            AskForKeyFrame();
    }

    private void TellFrameSent(TimeSpan latency)
    {
        try
        {
            FrameSent?.Invoke(latency);
        }
#pragma warning disable CA1031 // As Guard, without its closure: this is the media path.
        catch (Exception exception)
        {
            OnFault(exception);
        }
#pragma warning restore CA1031
    }

    private void AskForKeyFrame() => Guard(() => KeyFrameNeeded?.Invoke(_lastCause));

    private void WatchDescriptors()
    {
        var descriptors = new List<LibC.PollDescriptor> { new() { Descriptor = _wakeUp.Descriptor, Events = LibC.PollIn } };
        descriptors.AddRange(_sockets.Sockets.Select(socket => new LibC.PollDescriptor { Descriptor = socket.Descriptor, Events = LibC.PollIn }));
        descriptors.AddRange(_relays.Descriptors.Select(descriptor => new LibC.PollDescriptor { Descriptor = descriptor, Events = LibC.PollIn }));
        if (_multicast is not null)
            descriptors.Add(new() { Descriptor = _multicast.Descriptor, Events = LibC.PollIn });
        _descriptors = [.. descriptors];
    }
}
