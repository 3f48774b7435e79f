using System.Collections.Concurrent;
using CamAgent.Streaming;
using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.DataChannels;

/// <summary>Makes a handler for a channel that a viewer has opened; null closes it. Called on the media loop.</summary>
internal delegate IChannelHandler? ChannelFactory(ViewerSession session, DataChannel channel);

/// <summary>What each label stands for. Filled while the agent is put together; a channel with another label is closed.</summary>
internal sealed class ChannelLabels
{
    private readonly ConcurrentDictionary<string, ChannelFactory> _factories = new(StringComparer.Ordinal)
    {
        [EchoChannel.Label] = (_, channel) => new EchoChannel(channel),
    };

    internal void Add(string label, ChannelFactory factory) => _factories[label] = factory;

    internal IChannelHandler? Create(ViewerSession session, DataChannel channel) =>
        _factories.TryGetValue(channel.Label, out var factory) ? factory(session, channel) : null;
}
