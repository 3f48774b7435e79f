using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>Writes down what happens, and does what the test wants besides.</summary>
internal sealed class RecordingObserver : IDataChannelObserver
{
    internal List<DataChannel> Channels { get; } = [];

    internal List<DataChannel> ClosedChannels { get; } = [];

    internal Dictionary<DataChannel, List<(bool IsBinary, byte[] Content)>> Messages { get; } = [];

    internal List<DataChannel> WritableChannels { get; } = [];

    internal Action<DataChannel>? OnOpened { get; set; }

    internal Action<DataChannel, byte[]>? OnMessage { get; set; }

    internal Action<DataChannel>? OnWritable { get; set; }

    internal List<(bool IsBinary, byte[] Content)> Of(DataChannel channel) => Messages.TryGetValue(channel, out var list) ? list : Messages[channel] = [];

    public void Opened(DataChannel channel)
    {
        Channels.Add(channel);
        OnOpened?.Invoke(channel);
    }

    public void Message(DataChannel channel, bool isBinary, ReadOnlySpan<byte> message)
    {
        var copy = message.ToArray();
        Of(channel).Add((isBinary, copy));
        OnMessage?.Invoke(channel, copy);
    }

    public void Writable(DataChannel channel)
    {
        WritableChannels.Add(channel);
        OnWritable?.Invoke(channel);
    }

    public void Closed(DataChannel channel) => ClosedChannels.Add(channel);
}
