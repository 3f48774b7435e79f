using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>
/// Between a session's data channels and whoever observes them: an observer that throws ends its channel and not every viewer's loop, and
/// messages that other threads have posted go on when there is room.
/// </summary>
internal sealed class GuardedChannels(IDataChannelObserver observer, Action<Exception> onFault) : IDataChannelObserver
{
#pragma warning disable CA1031 // One viewer's fault must not end the others. No closures: this is called for every message.
    public void Opened(DataChannel channel)
    {
        try
        {
            observer.Opened(channel);
        }
        catch (Exception exception)
        {
            OnFault(channel, exception);
        }
    }

    public void Message(DataChannel channel, bool isBinary, ReadOnlySpan<byte> message)
    {
        try
        {
            observer.Message(channel, isBinary, message);
        }
        catch (Exception exception)
        {
            OnFault(channel, exception);
        }
    }

    public void Writable(DataChannel channel)
    {
        channel.Posted.Flush();
        if (!channel.Posted.IsEmpty)
            return;
        try
        {
            observer.Writable(channel);
        }
        catch (Exception exception)
        {
            OnFault(channel, exception);
        }
    }

    public void Closed(DataChannel channel)
    {
        channel.Posted.Clear();
        try
        {
            observer.Closed(channel);
        }
        catch (Exception exception)
        {
            onFault(exception);
        }
    }
#pragma warning restore CA1031

    private void OnFault(DataChannel channel, Exception exception)
    {
        onFault(exception);
        channel.Close();
    }
}
