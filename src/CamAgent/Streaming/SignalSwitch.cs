using CamAgent.Hardware.Video;

namespace CamAgent.Streaming;

/// <summary>Makes one stream of two: the camera's pictures, and those in its place while it is away. From any thread; the sink is called by one at a time.</summary>
/// <param name="sink">Takes each access unit; begins with a key frame whenever the stream becomes another.</param>
internal sealed class SignalSwitch(AccessUnitHandler sink, TimeProvider time)
{
    private static readonly TimeSpan LeastStep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MostDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private bool _isLive;
    private long _last = long.MinValue;

    /// <summary>The camera's pictures are what viewers see.</summary>
    internal bool IsLive => Volatile.Read(ref _isLive);

    /// <returns>False where it was dropped: after a loss the camera's pictures begin with a key frame.</returns>
    internal bool TakeCamera(AccessUnit unit)
    {
        lock (_gate)
        {
            if (!_isLive && !unit.IsKeyFrame)
                return false;
            _isLive = true;
            HandOn(unit);
            return true;
        }
    }

    /// <summary>A picture in the camera's place; dropped once the camera is back.</summary>
    internal bool TakeStandIn(AccessUnit unit)
    {
        lock (_gate)
        {
            if (_isLive)
                return false;
            HandOn(unit);
            return true;
        }
    }

    internal void Lose()
    {
        lock (_gate)
            _isLive = false;
    }

    /// <summary>RTP's timestamps come of these: they go on, whatever a driver says and whichever of the two was last (RFC 3550 §5.1). A camera's first
    /// picture was taken before the last one in its place was drawn; two with one time would be taken for one.</summary>
    private void HandOn(AccessUnit unit)
    {
        var now = time.GetTimestamp();
        var captured = unit.CaptureTimestamp;
        if (captured > now || captured < now - Ticks(MostDelay))
            captured = now;
        if (_last != long.MinValue)
            captured = Math.Max(captured, _last + Ticks(LeastStep));
        _last = captured;
        sink(captured == unit.CaptureTimestamp ? unit : new AccessUnit(unit.Data, captured, unit.IsKeyFrame));
    }

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * time.TimestampFrequency);
}
