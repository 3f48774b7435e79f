using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>Data channels, from other threads.</summary>
public sealed partial class WebRtcEndpoint
{
    private readonly SctpMemory _channelMemory = new();

    /// <summary>Sends a message on a channel. From any thread; messages of one thread keep their order.</summary>
    /// <param name="session">Whose channel it is.</param>
    /// <param name="message">Not copied: it must not change any more.</param>
    /// <returns>
    /// False where it is longer than the other side takes, or the endpoint is stopping, or too much waits already (1 MiB beside the channel's own
    /// buffer); then <see cref="IDataChannelObserver.Writable"/> follows on the loop. True says that it will be sent unless the channel or the
    /// session ends before.
    /// </returns>
    public bool TrySend(string session, DataChannel channel, ReadOnlyMemory<byte> message, bool isBinary)
    {
        if (_stopping || message.Length > channel.MaximumMessageSize || !channel.Posted.TryAdd(message, isBinary))
            return false;
        // One for all that are posted until it has run.
        if (channel.Posted.NeedsFlush())
            _ = TryPost(session, () => Flush(channel));
        return true;
    }

    /// <summary>Runs an action on the media loop, where members of this session's channels may be used. Not at all where the session has ended meanwhile.</summary>
    /// <returns>False where the endpoint is stopping, or has more to do than it can.</returns>
    public bool TryPost(string session, Action action) => TryPost(() =>
    {
        if (FindLive(session) is not { } entry)
            return;
        entry.Peer.UseDataChannels(_clock.Now);
        entry.IsDirty = true;
        action();
    });

    private static void Flush(DataChannel channel)
    {
        if (channel.Posted.Flush())
            channel.Observer.Writable(channel);
    }
}
