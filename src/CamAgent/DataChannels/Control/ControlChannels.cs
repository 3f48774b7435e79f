using System.Collections.Concurrent;
using System.Text.Json;

namespace CamAgent.DataChannels.Control;

/// <summary>The control channels that are open: what has changed is told to all of them.</summary>
internal sealed class ControlChannels
{
    private readonly ConcurrentDictionary<ControlChannel, byte> _open = [];

    public void Add(ControlChannel channel)
    {
        _open[channel] = 0;
        channel.Ended += () => _open.TryRemove(channel, out _);
    }

    /// <param name="parameters">Writes one JSON object.</param>
    public void Notify(string method, Action<Utf8JsonWriter> parameters)
    {
        if (_open.IsEmpty)
            return;
        ReadOnlyMemory<byte> notification = RpcWriter.Notification(method, parameters);
        foreach (var channel in _open.Keys)
            channel.Notify(notification);
    }
}
