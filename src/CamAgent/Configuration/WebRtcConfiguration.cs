namespace CamAgent.Configuration;

internal sealed record WebRtcConfiguration
{
    public required IReadOnlyList<IceServerConfiguration> IceServers { get; init; }

    public required IceTransportPolicy IceTransportPolicy { get; init; }

    /// <summary>The one UDP port of all viewers; 0 means any.</summary>
    public required int UdpPort { get; init; }

    public required int MaxViewers { get; init; }
}

/// <param name="Username">For TURN; with a shared secret, the part behind the time.</param>
/// <param name="SharedSecretFile">Makes time-limited credentials (draft-uberti-behave-turn-rest).</param>
internal sealed record IceServerConfiguration(
    IReadOnlyList<IceServerUrl> Urls, string Username, ConfiguredFile? CredentialFile, ConfiguredFile? SharedSecretFile);

internal enum IceTransportPolicy
{
    All,
    Relay,
}
