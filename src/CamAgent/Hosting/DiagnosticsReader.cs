using System.Globalization;
using CamAgent.Commands;
using CamAgent.Hardware.Sensors;
using CamAgent.HomeAutomation.Parts;

namespace CamAgent.Hosting;

/// <summary>Reads how the agent and its board do. One caller at a time; rates are since the last look.</summary>
internal sealed class DiagnosticsReader(Agent agent, TimeProvider time, string root = "/")
{
    // How the thermal zones of the boards' processors are called (the device trees of Raspberry Pi, Rockchip, Allwinner, NXP; x86).
    private static readonly string[] ProcessorZones = ["cpu-thermal", "cpu_thermal", "soc-thermal", "soc_thermal", "cpu0-thermal", "imx_thermal_zone", "x86_pkg_temp"];

    private readonly long _started = time.GetTimestamp();
    private long _at = time.GetTimestamp();
    private TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private long _frames;
    private long _bytes;

    public Diagnostics Read()
    {
        var elapsed = Math.Max(time.GetElapsedTime(_at).TotalSeconds, 0.001);
        _at = time.GetTimestamp();
        var processor = Environment.CpuUsage.TotalTime;
        var (frames, bytes) = (agent.Video.Counters.Frames.Value, agent.Video.Counters.Bytes.Value);
        var read = new Diagnostics
        {
            Uptime = time.GetElapsedTime(_started),
            CpuPercent = (processor - _processor).TotalSeconds / elapsed * 100,
            ResidentBytes = Environment.WorkingSet,
            FrameRate = (frames - _frames) / elapsed,
            EncoderBitrate = (long)((bytes - _bytes) * 8 / elapsed),
            Version = ProductVersion.Text,
            SocTemperature = Temperature(),
            IsThrottled = PiThrottlingReader.TryRead(out var throttling, Path.Combine(root, "sys")) ? (throttling & PiThrottling.Now) != PiThrottling.None : null,
            Signal = WirelessSignal(),
        };
        (_processor, _frames, _bytes) = (processor, frames, bytes);
        return read;
    }

    private double? Temperature()
    {
        try
        {
            foreach (var zone in Directory.EnumerateDirectories(Path.Combine(root, "sys/class/thermal"), "thermal_zone*"))
            {
                // thermal/sysfs-api: thousandths of a degree.
                if (ProcessorZones.Contains(File.ReadAllText(Path.Combine(zone, "type")).Trim())
                    && long.TryParse(File.ReadAllText(Path.Combine(zone, "temp")), NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var temperature))
                    return temperature / 1000.0;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not on this board, or gone meanwhile.
        }

        return null;
    }

    /// <summary>proc(5), /proc/net/wireless: two lines of headings, then an interface a line with status, link, level and noise.</summary>
    private double? WirelessSignal()
    {
        try
        {
            foreach (var line in File.ReadLines(Path.Combine(root, "proc/net/wireless")).Skip(2))
            {
                var columns = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length > 3 && double.TryParse(columns[3].TrimEnd('.'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var level) && level < 0)
                    return level;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No wireless network.
        }

        return null;
    }
}
