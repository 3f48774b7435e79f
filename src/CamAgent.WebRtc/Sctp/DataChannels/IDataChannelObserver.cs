namespace CamAgent.WebRtc.Sctp.DataChannels;

/// <summary>
/// What happens on one session's data channels. Called on the loop that drives the session (in the agent, the media loop of every viewer): it
/// returns at once and does not throw. Within a call every member of the channel may be used, <see cref="DataChannel.Close"/> included.
/// </summary>
public interface IDataChannelObserver
{
    /// <summary>A channel is there: one that the other side has opened, or one of this side's that it has accepted. One that is not wanted is closed here.</summary>
    void Opened(DataChannel channel);

    /// <param name="isBinary">Otherwise it is text, UTF-8, which nobody has checked.</param>
    /// <param name="message">May be empty. Valid during the call only.</param>
    void Message(DataChannel channel, bool isBinary, ReadOnlySpan<byte> message);

    /// <summary>A channel that refused a message has at least half of its room again.</summary>
    void Writable(DataChannel channel);

    /// <summary>A channel is no more, whoever closed it; nothing follows. Also told when the session ends.</summary>
    void Closed(DataChannel channel);
}
