using System.Collections.Concurrent;

namespace CamAgent.WebRtc.Sctp.DataChannels;

/// <summary>Messages that other threads have for a channel, in order, until the channel's loop takes them. Bounded: it refuses what is too much.</summary>
internal sealed class PostedMessages(DataChannel channel)
{
    private const int Capacity = 1024 * 1024;

    // What a small message costs beside its bytes.
    private const int Overhead = 64;

    private readonly ConcurrentQueue<(ReadOnlyMemory<byte> Content, bool IsBinary)> _messages = new();
    private int _bytes;
    private int _isFlushing;
    private volatile bool _owesWritable;

    /// <summary>True once until the next <see cref="Flush"/>: the caller sees to it that there is one.</summary>
    internal bool NeedsFlush() => Interlocked.Exchange(ref _isFlushing, 1) == 0;

    internal bool IsEmpty => _messages.IsEmpty;

    /// <summary>From any thread. An empty queue takes any message.</summary>
    internal bool TryAdd(ReadOnlyMemory<byte> content, bool isBinary)
    {
        if (Volatile.Read(ref _bytes) > 0 && Volatile.Read(ref _bytes) + content.Length + Overhead > Capacity)
        {
            _owesWritable = true;
            return false;
        }

        Interlocked.Add(ref _bytes, content.Length + Overhead);
        _messages.Enqueue((content, isBinary));
        return true;
    }

    /// <summary>On the loop: hands on what the channel takes now.</summary>
    /// <returns>True where somebody was refused here and there is room again.</returns>
    internal bool Flush()
    {
        Volatile.Write(ref _isFlushing, 0);
        while (_messages.TryPeek(out var message))
        {
            // What is too long for ever, or for a channel that is closed, is not kept.
            var isPossible = channel.State <= DataChannelState.Open && message.Content.Length <= channel.MaximumMessageSize;
            if (isPossible && !channel.TrySend(message.Content.Span, message.IsBinary))
                break;
            _ = _messages.TryDequeue(out _);
            Interlocked.Add(ref _bytes, -(message.Content.Length + Overhead));
        }

        if (!_owesWritable || Volatile.Read(ref _bytes) > Capacity / 2)
            return false;
        _owesWritable = false;
        return true;
    }

    internal void Clear()
    {
        _messages.Clear();
        Volatile.Write(ref _bytes, 0);
    }
}
