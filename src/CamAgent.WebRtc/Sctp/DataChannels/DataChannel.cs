using CamAgent.WebRtc.Sctp.Receiving;

namespace CamAgent.WebRtc.Sctp.DataChannels;

/// <summary>
/// One data channel (RFC 8831). Belongs to the loop that drives its session: but for what never changes (<see cref="Id"/>,
/// <see cref="Options"/>, <see cref="MaximumMessageSize"/>), members are used there and nowhere else. Other threads send by way of the
/// endpoint.
/// </summary>
public sealed class DataChannel
{
    private readonly DataChannelSet _owner;
    private Queue<IncomingMessage>? _inbox;

    internal DataChannel(DataChannelSet owner, ushort id, DataChannelOptions options, int maximumMessageSize)
    {
        _owner = owner;
        Id = id;
        Options = options;
        MaximumMessageSize = maximumMessageSize;
        Posted = new PostedMessages(this);
    }

    /// <summary>The stream's number; used again after the channel is closed.</summary>
    public ushort Id { get; }

    /// <summary>As whoever opened it has said.</summary>
    public DataChannelOptions Options { get; }

    public string Label => Options.Label;

    /// <summary>Bytes of the longest message that the other side takes.</summary>
    public int MaximumMessageSize { get; }

    public DataChannelState State { get; internal set; }

    /// <summary>Bytes that were accepted and are neither acknowledged nor given up.</summary>
    public int BufferedAmount => _owner.BufferedAmount(this);

    /// <summary>Whatever the observer wants to find here again.</summary>
    public object? Tag { get; set; }

    /// <summary>What other threads have for it; see the endpoint.</summary>
    internal PostedMessages Posted { get; }

    internal IDataChannelObserver Observer => _owner.Observer;

    internal bool IsPaused { get; private set; }

    /// <summary>
    /// Accepts a message for sending. A large transfer is better sent as messages of 16 KiB or less: other channels have their turn only
    /// between two messages.
    /// </summary>
    /// <param name="message">Copied. May be empty.</param>
    /// <returns>
    /// False where the message is longer than <see cref="MaximumMessageSize"/>, the channel is not open, or its buffer (1 MiB) is full;
    /// in the last case <see cref="IDataChannelObserver.Writable"/> follows. An empty buffer takes any message.
    /// </returns>
    public bool TrySend(ReadOnlySpan<byte> message, bool isBinary) => _owner.TrySend(this, message, isBinary);

    /// <summary>
    /// Messages wait from now on. What waits takes the whole session's receive window, so the other side soon stops sending on all channels:
    /// for as long as the reason lasts, and no longer.
    /// </summary>
    public void PauseReceiving() => IsPaused = true;

    /// <summary>The observer gets what has waited, within this call, unless it pauses again.</summary>
    public void ResumeReceiving()
    {
        IsPaused = false;
        _owner.DeliverInbox(this);
    }

    /// <summary>Closes it: what was accepted is sent, and then the other side hears of it. The observer is told when that is done.</summary>
    public void Close() => _owner.Close(this);

    internal void Keep(IncomingMessage message) => (_inbox ??= new Queue<IncomingMessage>()).Enqueue(message);

    internal bool TryTakeKept(out IncomingMessage message)
    {
        message = null!;
        return _inbox is not null && _inbox.TryDequeue(out message!);
    }

    internal bool HasKept => _inbox is { Count: > 0 };
}
