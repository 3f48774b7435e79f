namespace CamAgent.DataChannels;

/// <summary>One open channel's work. Called on the media loop: returns at once, does not block, and does not throw. A fault closes the channel.</summary>
internal interface IChannelHandler
{
    /// <param name="isBinary">Otherwise UTF-8 that nobody has checked.</param>
    /// <param name="message">Up to 256 KiB; may be empty. Valid during the call only.</param>
    void Message(bool isBinary, ReadOnlySpan<byte> message);

    /// <summary>There is room again after a message was refused.</summary>
    void Writable();

    /// <summary>The channel is no more; nothing follows.</summary>
    void Closed();
}
