using CamAgent.WebRtc.Media;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>Frames on their way from the capture thread to the media loop. Bounded: when the loop falls behind, the newest frame is dropped and counted.</summary>
internal sealed class FrameInbox
{
    private const int Capacity = 16;
    private readonly SharedFrame?[] _frames = new SharedFrame?[Capacity];
    private readonly Lock _gate = new();
    private int _head;
    private int _count;

    internal long Dropped { get; private set; }

    /// <summary>Takes over the caller's reference, also when it answers false.</summary>
    internal bool TryEnqueue(SharedFrame frame)
    {
        lock (_gate)
        {
            if (_count < Capacity)
            {
                _frames[(_head + _count++) % Capacity] = frame;
                return true;
            }

            Dropped++;
        }

        frame.Release();
        return false;
    }

    internal bool TryDequeue(out SharedFrame frame)
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                frame = null!;
                return false;
            }

            frame = _frames[_head]!;
            _frames[_head] = null;
            _head = (_head + 1) % Capacity;
            _count--;
            return true;
        }
    }
}
