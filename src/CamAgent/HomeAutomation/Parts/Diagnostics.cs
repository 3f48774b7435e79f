using System.Buffers;
using System.Text.Json;

namespace CamAgent.HomeAutomation.Parts;

/// <summary>How the agent and its board do; what is not known on this machine is null and is not told.</summary>
internal sealed record Diagnostics
{
    public required TimeSpan Uptime { get; init; }

    /// <summary>Of one processor core, since the last look.</summary>
    public required double CpuPercent { get; init; }

    public required long ResidentBytes { get; init; }

    public required double FrameRate { get; init; }

    /// <summary>Bits a second.</summary>
    public required long EncoderBitrate { get; init; }

    public required string Version { get; init; }

    /// <summary>In °C.</summary>
    public double? SocTemperature { get; init; }

    /// <summary>The firmware slows the board down, for heat or want of power.</summary>
    public bool? IsThrottled { get; init; }

    /// <summary>Of the wireless network, in dBm.</summary>
    public double? Signal { get; init; }

    /// <summary>The members of the state that this machine has.</summary>
    public IReadOnlySet<string> Members
    {
        get
        {
            var members = new HashSet<string>(StringComparer.Ordinal) { "uptime_s", "cpu_percent", "rss_mb", "fps", "encoder_kbps" };
            if (SocTemperature is not null)
                members.Add("soc_temperature");
            if (IsThrottled is not null)
                members.Add("throttled");
            if (Signal is not null)
                members.Add("signal_dbm");
            return members;
        }
    }

    public ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("uptime_s", (long)Uptime.TotalSeconds);
            json.WriteNumber("cpu_percent", Math.Round(CpuPercent, 1));
            json.WriteNumber("rss_mb", ResidentBytes / 1_000_000);
            WriteOptional(json, "soc_temperature", SocTemperature is { } temperature ? Math.Round(temperature, 1) : null);
            if (IsThrottled is { } throttled)
                json.WriteBoolean("throttled", throttled);
            json.WriteNumber("fps", Math.Round(FrameRate, 1));
            json.WriteNumber("encoder_kbps", EncoderBitrate / 1000);
            WriteOptional(json, "signal_dbm", Signal);
            json.WriteString("version", Version);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteOptional(Utf8JsonWriter json, string member, double? value)
    {
        if (value is { } known)
            json.WriteNumber(member, known);
    }
}
