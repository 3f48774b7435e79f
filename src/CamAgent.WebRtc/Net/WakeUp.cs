using System.ComponentModel;

namespace CamAgent.WebRtc.Net;

/// <summary>Wakes the media loop out of its poll from another thread (eventfd).</summary>
internal sealed unsafe class WakeUp : IDisposable
{
    private readonly Lock _gate = new();
    private int _descriptor;
    private int _signaled;

    internal WakeUp()
    {
        _descriptor = LibC.CreateEvent();
        if (_descriptor < 0)
            throw new Win32Exception();
    }

    internal int Descriptor => _descriptor;

    /// <summary>From any thread; many signals before the loop looks are one.</summary>
    internal void Signal()
    {
        if (Interlocked.Exchange(ref _signaled, 1) == 1)
            return;
        lock (_gate)
        {
            if (_descriptor < 0)
                return;
            var one = 1UL;
            _ = LibC.Write(_descriptor, (byte*)&one, sizeof(ulong));
        }
    }

    /// <summary>On the loop, before it looks at what the signal was for.</summary>
    internal void Clear()
    {
        ulong value;
        _ = LibC.Read(_descriptor, (byte*)&value, sizeof(ulong));
        Volatile.Write(ref _signaled, 0);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_descriptor < 0)
                return;
            _ = LibC.Close(_descriptor);
            _descriptor = -1;
        }
    }
}
