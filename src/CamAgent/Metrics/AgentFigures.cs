namespace CamAgent.Metrics;

/// <summary>What the agent counts, at one moment. Totals count from the start of the process.</summary>
internal sealed record AgentFigures
{
    public static AgentFigures None { get; } = new();

    public int Viewers { get; init; }

    /// <summary>By stage: <c>captured</c>, <c>encoded</c>, <c>sent</c>, <c>dropped</c>…</summary>
    public IReadOnlyList<LabeledFigure> Frames { get; init; } = [];

    /// <summary>Bits a second, as the encoder gives them.</summary>
    public long EncoderBitrate { get; init; }

    /// <summary>By cause: <c>join</c>, <c>pli</c>, <c>interval</c>…</summary>
    public IReadOnlyList<LabeledFigure> Keyframes { get; init; } = [];

    public long MediaPackets { get; init; }

    public long RetransmittedPackets { get; init; }

    public long RepairPackets { get; init; }

    public long PaddingPackets { get; init; }

    public long RtpBytes { get; init; }

    /// <summary>Packets that viewers reported missing.</summary>
    public long NackPackets { get; init; }

    /// <summary>Bits a second, by viewer.</summary>
    public IReadOnlyList<LabeledFigure> Estimates { get; init; } = [];

    /// <summary>Selected pairs now, by the type of path: <c>host</c>, <c>srflx</c>, <c>prflx</c>, <c>relay</c>.</summary>
    public IReadOnlyList<LabeledFigure> IcePairs { get; init; } = [];

    /// <summary>Signaling messages over MQTT, by type.</summary>
    public IReadOnlyList<LabeledFigure> Signaling { get; init; } = [];

    /// <summary>Errors told to viewers over MQTT, by code.</summary>
    public IReadOnlyList<LabeledFigure> SignalingErrors { get; init; } = [];

    /// <summary>Messages dropped without an answer, by cause.</summary>
    public IReadOnlyList<LabeledFigure> SignalingDrops { get; init; } = [];

    /// <summary>Received on the UDP port: <c>accepted</c>, or <c>discarded</c> because they belonged to nobody.</summary>
    public IReadOnlyList<LabeledFigure> Datagrams { get; init; } = [];

    /// <summary>Datagrams that the system did not take.</summary>
    public long SendErrors { get; init; }

    /// <summary>TURN servers, by how it stands with them: <c>active</c>, <c>connecting</c>, <c>waiting</c>, <c>idle</c>.</summary>
    public IReadOnlyList<LabeledFigure> Relays { get; init; } = [];

    /// <summary>Datagrams through TURN servers: <c>sent</c>, <c>received</c>, <c>discarded</c> on their way here, <c>dropped</c> on their way out.</summary>
    public IReadOnlyList<LabeledFigure> RelayedDatagrams { get; init; } = [];

    /// <summary>By cause: <c>full</c>, <c>other</c>.</summary>
    public IReadOnlyList<LabeledFigure> OffersRefused { get; init; } = [];

    public long CameraFailures { get; init; }

    public bool IsMqttConnected { get; init; }
}

/// <param name="Label">The value of the figure's one label.</param>
internal readonly record struct LabeledFigure(string Label, long Value);
