namespace CamAgent.WebRtc.Sctp;

/// <summary>Objects that are used again. Touched by one loop; what is beyond the limit is left to the collector.</summary>
internal sealed class FreeList<T>(Func<T> create, int limit)
    where T : class
{
    private readonly Stack<T> _free = new();

    internal T Rent() => _free.TryPop(out var free) ? free : create();

    internal void Return(T used)
    {
        if (_free.Count < limit)
            _free.Push(used);
    }
}
