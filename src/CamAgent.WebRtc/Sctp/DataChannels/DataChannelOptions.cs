namespace CamAgent.WebRtc.Sctp.DataChannels;

/// <summary>What a channel is opened with (RFC 8832 §5.1).</summary>
public sealed record DataChannelOptions
{
    /// <summary>For the application; together with the protocol at most 1024 bytes of UTF-8.</summary>
    public required string Label { get; init; }

    /// <summary>A subprotocol's name; mostly empty.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Messages arrive in the order in which they were sent.</summary>
    public bool IsOrdered { get; init; } = true;

    /// <summary>A message is given up when a part of it was sent again so often; null never gives up for that.</summary>
    public int? MaximumRetransmissions { get; init; }

    /// <summary>A message is given up after this time, whole milliseconds; null never gives up for that. Not together with the former.</summary>
    public TimeSpan? MaximumLifetime { get; init; }
}
