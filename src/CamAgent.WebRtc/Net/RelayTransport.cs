namespace CamAgent.WebRtc.Net;

/// <summary>The way to one TURN server: a socket of its own, so that each allocation has a five-tuple of its own (RFC 8656 §3.2). Used by the media loop.</summary>
internal abstract class RelayTransport : IDisposable
{
    /// <summary>This side's address on the way to the server.</summary>
    public abstract TransportAddress Local { get; }

    /// <summary>TCP or TLS.</summary>
    public abstract bool IsReliable { get; }

    /// <summary>To be polled for input; −1 where messages announce themselves otherwise.</summary>
    public virtual int Descriptor => -1;

    /// <summary>Why nothing goes through any more; null while it does.</summary>
    public abstract string? Failure { get; }

    /// <summary>Messages that did not go out because the way was full.</summary>
    public abstract long Dropped { get; }

    /// <summary>Sends messages that lie one behind the other: each <paramref name="segmentSize"/> long, the last one may be shorter.</summary>
    public abstract void Send(ReadOnlySpan<byte> messages, int segmentSize);

    /// <returns>False when nothing is waiting.</returns>
    public abstract bool TryReceive(Span<byte> buffer, out int length);

    /// <summary>What was sent does not get away: whoever can do without sending more should.</summary>
    public virtual bool IsCongested(Instant now) => false;

    /// <summary>Somebody answered that nobody is there (ICMP), since this was last asked.</summary>
    public virtual bool TakeRefusal() => false;

    public abstract void Dispose();
}
