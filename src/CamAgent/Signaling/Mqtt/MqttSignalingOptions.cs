namespace CamAgent.Signaling.Mqtt;

/// <summary>What <see cref="MqttSignaling"/> is told about the device, and its limits.</summary>
/// <param name="DeviceId">As in topics and MACs.</param>
/// <param name="AccessRequired">Whether viewers prove who they are (<c>access.required</c>).</param>
/// <param name="IceServers">Asked for each welcome.</param>
internal sealed record MqttSignalingOptions(string DeviceId, string DeviceName, bool AccessRequired, IceServerSource IceServers)
{
    /// <summary>How long a camera nonce serves one offer (contract §4).</summary>
    public TimeSpan NonceLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long answering an offer may take before the viewer is told to try again.</summary>
    public TimeSpan AnswerDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Greetings that wait for their offer; beyond that the oldest is forgotten.</summary>
    public int MaximumHellos { get; init; } = 64;

    /// <summary>Offers being answered at the same time; those without a hello may take half of the places.</summary>
    public int MaximumConcurrentOffers { get; init; } = 32;

    /// <summary>Sessions known here at the same time; the limit on viewers is the sessions' own.</summary>
    public int MaximumConversations { get; init; } = 256;

    /// <summary>A viewer's candidates that wait for the answer.</summary>
    public int MaximumHeldCandidates { get; init; } = 64;

    /// <summary>
    /// Messages of sessions that are not known yet, before they are read. Reading one and checking its MAC costs some
    /// microseconds, so that a flood well above what breaks a broker's patience leaves room for whoever is genuine.
    /// </summary>
    public RateLimit Strangers { get; init; } = new(2000, 2000);

    /// <summary>Messages of one known session.</summary>
    public RateLimit SessionMessages { get; init; } = new(50, 200);

    /// <summary>Hellos and offers of one known session.</summary>
    public RateLimit SessionRequests { get; init; } = new(2, 10);

    /// <summary>Hellos and offers of one viewer over all its sessions; one on its own reconnects far more slowly.</summary>
    public RateLimit ViewerRequests { get; init; } = new(5, 20);

    /// <summary>Hellos of all together that passed every other check.</summary>
    public RateLimit Hellos { get; init; } = new(100, 200);

    /// <summary>Offers of known sessions together. Each costs a DTLS context and an ICE agent.</summary>
    public RateLimit Offers { get; init; } = new(20, 40);

    /// <summary>Offers without a hello, together: apart, so that a flood of them does not reach those who said hello.</summary>
    public RateLimit StrangerOffers { get; init; } = new(10, 30);

    /// <summary>Errors of all sessions together.</summary>
    public RateLimit Errors { get; init; } = new(20, 40);

    /// <summary>Errors of one known session.</summary>
    public RateLimit SessionErrors { get; init; } = new(1, 5);

    /// <summary>Errors that answer the surplus of a flood.</summary>
    public RateLimit BusyErrors { get; init; } = new(3, 3);
}
