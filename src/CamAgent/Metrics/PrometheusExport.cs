using System.Diagnostics.Metrics;

namespace CamAgent.Metrics;

/// <summary><c>GET /metrics</c>: reads the meter's instruments at the moment somebody asks, and adds the process's own figures.</summary>
internal static class PrometheusExport
{
    public static string Write(AgentMeter meter)
    {
        var text = new PrometheusText();
        var samples = Collect(meter);
        foreach (var (instrument, values) in samples)
        {
            text.Family(instrument.Name, instrument is ObservableCounter<long> ? "counter" : "gauge", instrument.Description ?? "");
            foreach (var (label, labelValue, value) in values)
                text.Sample(instrument.Name, value, label, labelValue);
        }

        Span<long> cumulative = stackalloc long[LatencyHistogram.Bounds.Length + 1];
        var sum = meter.FrameLatency.Read(cumulative);
        text.Histogram("camagent_frame_latency_seconds", "From the sensor to the last packet of a picture sent.", LatencyHistogram.Bounds, cumulative, sum);
        ProcessFigures.Write(text);
        return text.ToString();
    }

    private static List<(Instrument Instrument, List<(string? Label, string LabelValue, long Value)> Samples)> Collect(AgentMeter meter)
    {
        var families = new List<(Instrument, List<(string?, string, long)>)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (!meter.Owns(instrument))
                return;
            // An instrument without samples is still announced: who watches it knows the name.
            var samples = new List<(string?, string, long)>();
            families.Add((instrument, samples));
            self.EnableMeasurementEvents(instrument, samples);
        };
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) =>
        {
            var label = tags.Length > 0 ? tags[0].Key : null;
            ((List<(string?, string, long)>)state!).Add((label, tags.Length > 0 ? tags[0].Value as string ?? "" : "", value));
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return families;
    }
}
