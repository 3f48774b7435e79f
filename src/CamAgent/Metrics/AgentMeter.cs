using System.Diagnostics.Metrics;

namespace CamAgent.Metrics;

/// <summary>The meter <c>CamAgent</c> with the instruments of contract §8. It keeps nothing itself: it asks for the figures when somebody looks.</summary>
internal sealed class AgentMeter : IDisposable
{
    public const string Name = "CamAgent";

    private readonly Func<AgentFigures> _read;
    private readonly Meter _meter = new(Name);

    /// <param name="read">Gives the figures of this moment; called once for each instrument, on the thread of who looks. It must be quick and must not throw.</param>
    /// <param name="frameLatency">From the sensor to the last packet sent.</param>
    public AgentMeter(Func<AgentFigures> read, LatencyHistogram frameLatency)
    {
        _read = read;
        FrameLatency = frameLatency;
        Gauge("camagent_viewers", "Viewers that hold a place.", figures => figures.Viewers);
        Total("camagent_frames_total", "Pictures, by stage.", figures => Labeled("stage", figures.Frames));
        Gauge("camagent_encoder_bitrate_bps", "Bits a second that the encoder gives.", figures => figures.EncoderBitrate);
        Total("camagent_keyframes_total", "Keyframes, by what caused them.", figures => Labeled("cause", figures.Keyframes));
        Total("camagent_rtp_packets_total", "RTP packets sent, by kind.", figures => Labeled("kind",
        [
            new("media", figures.MediaPackets), new("rtx", figures.RetransmittedPackets), new("fec", figures.RepairPackets), new("padding", figures.PaddingPackets),
        ]));
        Total("camagent_rtp_bytes_total", "Bytes of RTP sent.", figures => [new Measurement<long>(figures.RtpBytes)]);
        Total("camagent_nack_packets_total", "Packets that viewers reported missing.", figures => [new Measurement<long>(figures.NackPackets)]);
        Gauges("camagent_estimate_bps", "Estimated bandwidth to each viewer, bits a second.", figures => Labeled("viewer", figures.Estimates));
        Gauges("camagent_ice_pairs", "Selected candidate pairs, by type.", figures => Labeled("type", figures.IcePairs));
        Total("camagent_signaling_messages_total", "Signaling messages over MQTT, by type.", figures => Labeled("type", figures.Signaling));
        Total("camagent_signaling_errors_total", "Errors told to viewers over MQTT, by code.", figures => Labeled("code", figures.SignalingErrors));
        Total("camagent_signaling_dropped_total", "Signaling messages dropped without an answer, by cause.", figures => Labeled("cause", figures.SignalingDrops));
        Total("camagent_offers_refused_total", "Offers refused on any channel, by cause.", figures => Labeled("cause", figures.OffersRefused));
        Total("camagent_datagrams_total", "Datagrams received on the UDP port, by what became of them.", figures => Labeled("result", figures.Datagrams));
        Gauges("camagent_relays", "TURN servers, by state.", figures => Labeled("state", figures.Relays));
        Total("camagent_relay_datagrams_total", "Datagrams through TURN servers, by what became of them.", figures => Labeled("result", figures.RelayedDatagrams));
        Total("camagent_send_errors_total", "Datagrams that the system did not take.", figures => [new Measurement<long>(figures.SendErrors)]);
        Total("camagent_camera_failures_total", "Times that the camera failed.", figures => [new Measurement<long>(figures.CameraFailures)]);
        Gauge("camagent_mqtt_connected", "1 while connected to the broker.", figures => figures.IsMqttConnected ? 1 : 0);
    }

    public LatencyHistogram FrameLatency { get; }

    /// <summary>Whether an instrument is this meter's, and not that of another agent in the same process.</summary>
    public bool Owns(Instrument instrument) => ReferenceEquals(instrument.Meter, _meter);

    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string description, Func<AgentFigures, long> select) =>
        _meter.CreateObservableGauge(name, () => select(_read()), unit: null, description);

    private void Gauges(string name, string description, Func<AgentFigures, IEnumerable<Measurement<long>>> select) =>
        _meter.CreateObservableGauge(name, () => select(_read()), unit: null, description);

    private void Total(string name, string description, Func<AgentFigures, IEnumerable<Measurement<long>>> select) =>
        _meter.CreateObservableCounter(name, () => select(_read()), unit: null, description);

    private static IEnumerable<Measurement<long>> Labeled(string label, IEnumerable<LabeledFigure> figures) =>
        figures.Select(figure => new Measurement<long>(figure.Value, new KeyValuePair<string, object?>(label, figure.Label)));
}
