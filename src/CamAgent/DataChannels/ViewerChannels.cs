using CamAgent.Streaming;
using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.DataChannels;

/// <summary>One viewer's channels: each goes to the handler that its label stands for.</summary>
internal sealed class ViewerChannels(ViewerSession session, ChannelLabels labels) : IDataChannelObserver
{
    public void Opened(DataChannel channel)
    {
        channel.Tag = labels.Create(session, channel);
        if (channel.Tag is null)
            channel.Close();
    }

    public void Message(DataChannel channel, bool isBinary, ReadOnlySpan<byte> message) => Handler(channel)?.Message(isBinary, message);

    public void Writable(DataChannel channel) => Handler(channel)?.Writable();

    public void Closed(DataChannel channel) => Handler(channel)?.Closed();

    private static IChannelHandler? Handler(DataChannel channel) => (IChannelHandler?)channel.Tag;
}
