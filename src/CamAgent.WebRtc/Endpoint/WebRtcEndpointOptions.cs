using CamAgent.WebRtc.Srtp;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Endpoint;

/// <summary>How the one endpoint that serves every viewer is set up.</summary>
public sealed record WebRtcEndpointOptions
{
    /// <summary>The UDP port for all viewers, on every address; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Also offer 127.0.0.1 and ::1: for a demo, or a browser on the same machine.</summary>
    public bool IncludeLoopback { get; init; }

    /// <summary>STUN servers as host and port; names are looked up when gathering starts.</summary>
    public IReadOnlyList<(string Host, int Port)> StunServers { get; init; } = [];

    /// <summary>TURN servers; an allocation on each is there before the first viewer.</summary>
    public IReadOnlyList<TurnServer> TurnServers { get; init; } = [];

    /// <summary>Relayed candidates alone: viewers learn no address of this machine, and reach it by none.</summary>
    public bool RelayOnly { get; init; }

    /// <summary>The encoder's target in bits a second, until <see cref="WebRtcEndpoint.SetBitrate"/> says otherwise: key frames are rationed by it.</summary>
    public int StartBitrate { get; init; } = 1_200_000;

    /// <summary>More sessions than this are refused; the policy that people configure is the host's.</summary>
    public int MaximumSessions { get; init; } = 256;

    /// <summary>In order of preference; null lets the processor decide (docs: SRTP).</summary>
    public IReadOnlyList<SrtpProfile>? SrtpProfiles { get; init; }
}
