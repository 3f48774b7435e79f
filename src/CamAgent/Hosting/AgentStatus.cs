using CamAgent.Http;
using CamAgent.Metrics;
using CamAgent.Signaling;
using CamAgent.Signaling.Mqtt;
using CamAgent.WebRtc;
using CamAgent.WebRtc.Media;

namespace CamAgent.Hosting;

/// <summary>How the agent does: in numbers for metrics, in words for health checks and the service manager.</summary>
internal sealed class AgentStatus(Agent agent, TimeProvider time)
{
    private static readonly TimeSpan LoopStuck = TimeSpan.FromSeconds(5);
    private static readonly KeyFrameCause[] Causes = Enum.GetValues<KeyFrameCause>();

    private readonly long _started = time.GetTimestamp();
    private readonly BitrateMeter _bitrate = new(time);

    public AgentFigures Read()
    {
        var endpoint = agent.Endpoint.Statistics;
        var video = agent.Video.Counters;
        var connected = endpoint.Peers.Where(peer => peer.State == PeerState.Connected).ToList();
        return new AgentFigures
        {
            Viewers = agent.Sessions.Count,
            Frames =
            [
                new("encoded", video.Frames.Value),
                new("no_signal", video.StandIns.Value),
                new("sent", endpoint.Totals.FramesSent),
                new("dropped", endpoint.Totals.FramesDropped + endpoint.FramesDropped),
            ],
            EncoderBitrate = _bitrate.Read(video.Bytes.Value),
            Keyframes = [.. Causes.Select(cause => new LabeledFigure(Name(cause), video.KeyFrames(cause).Value)), new("interval", video.KeyFramesUnasked.Value)],
            Signaling = SignalingFigures(),
            SignalingErrors = SignalingErrors(),
            SignalingDrops = SignalingDrops(),
            Datagrams = [new("accepted", endpoint.Datagrams - endpoint.Discarded), new("discarded", endpoint.Discarded)],
            SendErrors = endpoint.SendErrors,
            OffersRefused = [new("full", agent.Sessions.RefusedFull.Value), new("other", agent.Sessions.RefusedOther.Value)],
            CameraFailures = video.Failures.Value,
            MediaPackets = endpoint.Totals.MediaPackets,
            RetransmittedPackets = endpoint.Totals.Retransmissions,
            RtpBytes = endpoint.Totals.MediaBytes,
            NackPackets = endpoint.Totals.NackPackets,
            IcePairs = [.. connected.GroupBy(PathType, StringComparer.Ordinal).Select(group => new LabeledFigure(group.Key, group.Count()))],
            IsMqttConnected = agent.Broker?.IsConnected ?? false,
        };
    }

    public HealthReport Health()
    {
        var video = agent.Video.Status;
        var reasons = new List<string>();
        if (agent.Broker?.Problem is { } broker)
            reasons.Add(broker);
        if (video.IsBroken)
            reasons.Add(video.ToString());
        reasons.AddRange(agent.Devices.Problems);
        var loopRuns = agent.Endpoint.SinceLastRound < LoopStuck;
        if (!loopRuns)
            reasons.Add("The media loop does not go round.");
        // A missing camera or broker is "degraded": viewers can be told why. Only what a restart would heal is a failure.
        return new HealthReport(loopRuns, agent.Broker?.StateInWords ?? "off", video.State.ToString().ToLowerInvariant(), time.GetElapsedTime(_started), reasons);
    }

    /// <summary>One line for people: <c>streaming to 2 viewers, 1280x720 30 fps, 1.9 Mbit/s</c>.</summary>
    public string InWords()
    {
        var video = agent.Video.Status;
        if (video.IsBroken)
            return $"degraded: {video}";
        if (agent.Broker?.Problem is { } problem)
            return $"degraded: {problem}";
        if (agent.Devices.Problems.FirstOrDefault() is { } line)
            return $"degraded: {line}";
        var viewers = agent.Sessions.Count;
        return viewers == 0
            ? $"ready, nobody watches ({video.Source})"
            : $"streaming to {viewers} viewer{(viewers == 1 ? "" : "s")}, {video.Format}, {_bitrate.Read(agent.Video.Counters.Bytes.Value) / 1e6:F1} Mbit/s";
    }

    /// <summary>How a path is called by its worse side: a relay on either makes it a relayed one.</summary>
    internal static string PathType(PeerStatistics peer)
    {
        foreach (var type in (ReadOnlySpan<string>)["relay", "srflx", "prflx"])
        {
            if (peer.LocalCandidateType == type || peer.RemoteCandidateType == type)
                return type;
        }

        return "host";
    }

    private List<LabeledFigure> SignalingFigures() => agent.Signaling is { Counters: var counters }
        ? [.. Enum.GetValues<SignalKind>().Select(kind => new LabeledFigure(Label(kind), counters.Received(kind)))]
        : [];

    private List<LabeledFigure> SignalingErrors() => agent.Signaling is { Counters: var counters }
        ? [.. Enum.GetValues<SignalErrorCode>().Select(code => new LabeledFigure(code.ToWire(), counters.Errors(code)))]
        : [];

    private List<LabeledFigure> SignalingDrops() => agent.Signaling is { Counters: var counters }
        ? [.. Enum.GetValues<SignalDrop>().Select(cause => new LabeledFigure(Label(cause), counters.Dropped(cause)))]
        : [];

    private static string Label<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Name(KeyFrameCause cause) => cause switch
    {
        KeyFrameCause.Join => "join",
        KeyFrameCause.PictureLoss => "pli",
        KeyFrameCause.FullIntraRequest => "fir",
        _ => "overflow",
    };
}
