using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.DataChannels;

/// <summary>Returns every message as it came: the connection test (contract §7).</summary>
internal sealed class EchoChannel(DataChannel channel) : IChannelHandler
{
    internal const string Label = "echo";

    private (byte[] Content, bool IsBinary)? _refused;

    public void Message(bool isBinary, ReadOnlySpan<byte> message)
    {
        if (channel.TrySend(message, isBinary) || message.Length > channel.MaximumMessageSize)
            return;
        // Who sends faster than it reads waits, rather than that the agent keeps what it sends.
        _refused = (message.ToArray(), isBinary);
        channel.PauseReceiving();
    }

    public void Writable()
    {
        if (_refused is not { } refused)
            return;
        if (!channel.TrySend(refused.Content, refused.IsBinary))
            return;
        _refused = null;
        channel.ResumeReceiving();
    }

    public void Closed()
    {
    }
}
