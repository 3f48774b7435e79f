using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CamAgent.Metrics;

namespace CamAgent.Tests.Metrics;

public sealed class PrometheusExportTests : IDisposable
{
    private readonly LatencyHistogram _latency = new();
    private readonly AgentMeter _meter;
    private AgentFigures _figures = new()
    {
        Viewers = 2,
        Frames = [new("captured", 100), new("sent", 180)],
        EncoderBitrate = 1_200_000,
        Keyframes = [new("join", 2)],
        MediaPackets = 1000,
        RetransmittedPackets = 20,
        PaddingPackets = 3,
        RtpBytes = 1_000_000,
        NackPackets = 22,
        Estimates = [new("alice", 900_000), new("b\"\\\nob", 5)],
        IcePairs = [new("host", 1), new("relay", 1)],
        IsMqttConnected = true,
    };

    public PrometheusExportTests() => _meter = new AgentMeter(() => _figures, _latency);

    public void Dispose() => _meter.Dispose();

    [Theory]
    [InlineData("camagent_viewers 2")]
    [InlineData("camagent_frames_total{stage=\"captured\"} 100")]
    [InlineData("camagent_frames_total{stage=\"sent\"} 180")]
    [InlineData("camagent_encoder_bitrate_bps 1200000")]
    [InlineData("camagent_keyframes_total{cause=\"join\"} 2")]
    [InlineData("camagent_rtp_packets_total{kind=\"media\"} 1000")]
    [InlineData("camagent_rtp_packets_total{kind=\"rtx\"} 20")]
    [InlineData("camagent_rtp_packets_total{kind=\"fec\"} 0")]
    [InlineData("camagent_rtp_packets_total{kind=\"padding\"} 3")]
    [InlineData("camagent_rtp_bytes_total 1000000")]
    [InlineData("camagent_nack_packets_total 22")]
    [InlineData("camagent_estimate_bps{viewer=\"alice\"} 900000")]
    [InlineData("camagent_estimate_bps{viewer=\"b\\\"\\\\\\nob\"} 5")]
    [InlineData("camagent_ice_pairs{type=\"relay\"} 1")]
    [InlineData("camagent_mqtt_connected 1")]
    [InlineData("# TYPE camagent_frames_total counter")]
    [InlineData("# TYPE camagent_viewers gauge")]
    [InlineData("# TYPE camagent_frame_latency_seconds histogram")]
    public void Every_figure_of_the_contract_has_its_line(string line) => Assert.Contains(line, Lines());

    [Fact]
    public void Figures_are_those_of_the_moment()
    {
        _ = Lines();
        _figures = AgentFigures.None;

        Assert.Contains("camagent_viewers 0", Lines());
        Assert.Contains("camagent_mqtt_connected 0", Lines());
    }

    [Fact]
    public void The_text_is_in_the_exposition_format()
    {
        _latency.Record(Stopwatch.Frequency / 50);
        var announced = "";
        foreach (var line in Lines()[..^1])
        {
            var type = Regex.Match(line, "^# (HELP|TYPE) (?<name>[a-z_]+) .+$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            if (type.Success)
            {
                announced = type.Groups["name"].Value;
                continue;
            }

            var sample = Regex.Match(line, """^(?<name>[a-z_]+)(\{[a-z]+="([^"\\\n]|\\["\\n])*"\})? (-?[0-9.E+-]+|\+Inf|NaN)$""", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            Assert.True(sample.Success, line);
            Assert.StartsWith(announced, sample.Groups["name"].Value, StringComparison.Ordinal);
        }

        Assert.Equal("", Lines()[^1]);
        Assert.Equal(Lines().Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Distinct().Count(), Lines().Count(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_histogram_counts_up_to_each_bound()
    {
        _latency.Record(Stopwatch.Frequency / 1000 * 3);
        _latency.Record(Stopwatch.Frequency / 1000 * 30);
        _latency.Record(Stopwatch.Frequency * 2);
        _latency.Record(-5);
        var lines = Lines();

        Assert.Contains("camagent_frame_latency_seconds_bucket{le=\"0.002\"} 1", lines);
        Assert.Contains("camagent_frame_latency_seconds_bucket{le=\"0.005\"} 2", lines);
        Assert.Contains("camagent_frame_latency_seconds_bucket{le=\"0.03\"} 3", lines);
        Assert.Contains("camagent_frame_latency_seconds_bucket{le=\"1\"} 3", lines);
        Assert.Contains("camagent_frame_latency_seconds_bucket{le=\"+Inf\"} 4", lines);
        Assert.Contains("camagent_frame_latency_seconds_count 4", lines);
        Assert.Contains("camagent_frame_latency_seconds_sum 2.033", lines);
    }

    [Theory]
    [InlineData("process_cpu_seconds_total", 0.01, 1e6)]
    [InlineData("process_resident_memory_bytes", 1e6, 1e11)]
    [InlineData("process_open_fds", 3, 1e6)]
    [InlineData("process_start_time_seconds", 1.7e9, 1e11)]
    [InlineData("dotnet_gc_collections_total", 0, 1e9)]
    [InlineData("dotnet_gc_allocated_bytes_total", 1e5, 1e15)]
    public void The_process_has_its_figures(string name, double minimum, double maximum)
    {
        var line = Assert.Single(Lines(), line => line.StartsWith(name + " ", StringComparison.Ordinal));

        Assert.InRange(double.Parse(line[name.Length..], CultureInfo.InvariantCulture), minimum, maximum);
    }

    [Fact]
    public void Another_agents_figures_in_the_same_process_stay_apart()
    {
        using var other = new AgentMeter(() => new AgentFigures { Viewers = 99 }, new LatencyHistogram());

        Assert.DoesNotContain("camagent_viewers 99", Lines());
    }

    [Fact]
    public void Recording_a_latency_allocates_nothing()
    {
        _latency.Record(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _latency.Record(i);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Latencies_of_many_threads_are_all_counted()
    {
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
                _latency.Record(Stopwatch.Frequency / 100);
        });
        Span<long> cumulative = stackalloc long[LatencyHistogram.Bounds.Length + 1];

        Assert.Equal(800, _latency.Read(cumulative), 3);
        Assert.Equal(80_000, cumulative[^1]);
    }

    private string[] Lines() => PrometheusExport.Write(_meter).Split('\n');
}
