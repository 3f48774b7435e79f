namespace CamAgent.Signaling;

/// <summary>One entry of the browser's <c>RTCConfiguration.iceServers</c>.</summary>
/// <param name="Urls"><c>stun:</c>, <c>turn:</c> and <c>turns:</c> URIs (RFC 7064, RFC 7065).</param>
/// <param name="Username">For TURN; null where none is needed.</param>
/// <param name="Credential">For TURN, of the type <c>password</c>; null where none is needed. A secret: never logged.</param>
internal sealed record IceServer(IReadOnlyList<string> Urls, string? Username = null, string? Credential = null);

/// <summary>The ICE servers for one viewer, with credentials made for it where the configuration says so.</summary>
/// <param name="viewer">Who it is, when access is required; else null.</param>
internal delegate IReadOnlyList<IceServer> IceServerSource(string? viewer);
