using System.Diagnostics;
using System.Globalization;
using CamAgent.Hardware.Encoders.Video4Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;

namespace CamAgent.Bench;

/// <summary>What hardware encoding costs the processor: the encoder reading the camera's memory (DMABUF) beside a copy of each picture (MMAP). Measured
/// in the guest of tests/vm, whose camera and encoder are drivers without hardware: their own work runs in the kernel's threads and is not counted.</summary>
internal static class Encoding
{
    /// <summary>The argument that starts the measuring part inside the guest.</summary>
    internal const string GuestPart = "encoding-in-guest";

    private static readonly VideoFormat Format = new(1280, 720, 30);
    private static readonly EncoderSettings Settings = new(2_000_000, 4_000_000, TimeSpan.FromSeconds(10));
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    internal static void Run(Report report, string root, bool quick)
    {
        report.Begin(
            $"Hardware encoding of {Format}, in the guest", "pictures get in by", "copies a picture", "CPU, µs a picture", "ratio to MMAP", "pictures dropped");
        var folder = Directory.CreateDirectory(Path.Combine(root, "artifacts/bench")).FullName;
        var file = Path.Combine(folder, "encoding.txt");
        File.Delete(file);
        var start = new ProcessStartInfo(Path.Combine(root, "tests/vm/run"))
        {
            ArgumentList =
            {
                "-t", "300", "-w", folder, "--", Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "CamAgent.Bench.dll"), GuestPart, file, quick ? "60" : "240",
            },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var guest = Process.Start(start)!;
        var error = guest.StandardError.ReadToEndAsync();
        var output = guest.StandardOutput.ReadToEnd();
        guest.WaitForExit();
        // 69: what only the machine's owner can bring is missing.
        if (guest.ExitCode == 69)
            report.Row($"not measured: {error.Result.Trim()}", "", "", "", "");
        else if (guest.ExitCode != 0 || !File.Exists(file))
            report.Failures.Add($"The guest ended with {guest.ExitCode}: {output} {error.Result}");
        else
            Tabulate(report, File.ReadAllLines(file));
    }

    /// <summary>In the guest: alternately, so that a slow second of the machine hits both.</summary>
    internal static void Measure(string file, int pictures)
    {
        Load("vivid", "n_devs=1", "node_types=0x1", "num_inputs=1", "input_types=0");
        Load("vih264", "multiplanar=1");
        using var deadline = new CancellationTokenSource(Limit);
        while (V4l2Encoders.Find().Count == 0 || !new VideoDevices().Enumerate().Any(device => device.Capabilities is { IsCapture: true }))
            deadline.Token.WaitHandle.WaitOne(10);
        var encoder = V4l2Encoders.Find()[0].Path;
        // Compilation is nobody's work.
        Measure(encoder, dmaBuf: true, 10);
        Measure(encoder, dmaBuf: false, 10);
        for (var round = 0; round < 3; round++)
        {
            File.AppendAllLines(file, [Measure(encoder, dmaBuf: false, pictures / 3), Measure(encoder, dmaBuf: true, pictures / 3)]);
        }
    }

    private static string Measure(string path, bool dmaBuf, int pictures)
    {
        V4l2H264Encoder? encoder = null;
        var source = new EncodedVideoSource(
            new V4l2PictureSource("", Format, TimeProvider.System),
            (format, color, settings) => encoder = V4l2H264Encoder.Open(path, format, color, settings, new() { AllowDmaBuf = dmaBuf }),
            Settings);
        using var stop = new CancellationTokenSource(Limit);
        var (count, begin, used) = (0, TimeSpan.Zero, TimeSpan.Zero);
        // The first pictures set everything up.
        const int Before = 5;
        source.Run(
            _ =>
            {
                if (count == Before)
                    begin = Environment.CpuUsage.TotalTime;
                if (++count <= Before + pictures)
                    return;
                used = Environment.CpuUsage.TotalTime - begin;
                stop.Cancel();
            },
            stop.Token);
        var (copied, direct) = (encoder!.CopiedPictures, encoder.DirectPictures);
        return string.Create(CultureInfo.InvariantCulture, $"{(dmaBuf ? "DMABUF" : "MMAP")} {pictures} {used.TotalMicroseconds:F0} {copied} {direct} {encoder.DroppedPictures}");
    }

    private static void Load(string module, params string[] parameters)
    {
        using var modprobe = Process.Start("/sbin/modprobe", [module, .. parameters]);
        modprobe.WaitForExit();
        if (modprobe.ExitCode != 0)
            throw new InvalidOperationException($"The guest has no module {module}.");
    }

    private static void Tabulate(Report report, string[] lines)
    {
        var rows = lines
            .Select(line => line.Split(' '))
            .GroupBy(words => words[0], words => Array.ConvertAll(words[1..], word => double.Parse(word, CultureInfo.InvariantCulture)), StringComparer.Ordinal)
            .Select(group => (Name: group.Key, Sums: group.Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)])))
            .ToList();
        var copying = rows.First(row => string.Equals(row.Name, "MMAP", StringComparison.Ordinal)).Sums;
        foreach (var (name, sums) in rows)
        {
            var (cost, peer) = (sums[1] / sums[0], copying[1] / copying[0]);
            report.Row(name, Report.Number(sums[2] / (sums[2] + sums[3]), 2), Report.Number(cost), Report.Number(cost / peer, 2), Report.Number(sums[4]));
        }

        if (rows.Exists(row => string.Equals(row.Name, "DMABUF", StringComparison.Ordinal) && row.Sums[2] > 0))
            report.Failures.Add("Pictures were copied that the encoder could have read in the camera's memory.");
    }
}
