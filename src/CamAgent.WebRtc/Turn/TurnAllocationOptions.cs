namespace CamAgent.WebRtc.Turn;

/// <summary>How an allocation is asked for.</summary>
public sealed record TurnAllocationOptions
{
    public required TurnCredential Credential { get; init; }

    /// <summary>Over TCP or TLS: nothing is sent twice, and ChannelData is padded (RFC 8656 §12.5).</summary>
    public bool IsReliable { get; init; }

    /// <summary>Ask for a relayed address of each family (ADDITIONAL-ADDRESS-FAMILY). A server that cannot do so gives one.</summary>
    public bool BothFamilies { get; init; } = true;
}
