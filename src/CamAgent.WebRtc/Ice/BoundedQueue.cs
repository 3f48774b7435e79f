namespace CamAgent.WebRtc.Ice;

/// <summary>A queue that refuses what does not fit.</summary>
internal sealed class BoundedQueue<T>(int capacity)
{
    private readonly Queue<T> _items = new(Math.Min(capacity, 8));

    public int Count => _items.Count;

    public bool TryEnqueue(T item)
    {
        if (_items.Count >= capacity)
            return false;
        _items.Enqueue(item);
        return true;
    }

    public bool TryDequeue([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T item) => _items.TryDequeue(out item);

    public void Clear() => _items.Clear();
}
