using System.Globalization;
using System.Text.Json.Nodes;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.Bench;

/// <summary>The agent and a peer as processes, serving the same file to the same viewers in the same run.</summary>
internal static class Serving
{
    private static readonly int[] Audiences = [1, 10];

    internal static void Run(Report report, string root, bool quick)
    {
        var time = TimeSpan.FromSeconds(quick ? 5 : 12);
        var agent = Measure("agent", port => StartAgent(root, port), "whep", time);
        var peer = Measure("libdatachannel", port => ChildProcess.Start("node", [Path.Combine(root, "benchmarks/peer/whep.mjs"), VideoFile(root), $"{port}"]), "", time);

        report.Begin(
            "Serving a file (720p30, 2.5 Mbit/s) over WHEP",
            "sender", "viewers", "CPU, % of a core", "resident, MB", "frames received", "frames missing or damaged", "offer to keys, median ms", "offer to first frame, median ms");
        foreach (var row in agent.Concat(peer))
        {
            report.Row(
                row.Sender, Report.Number(row.Viewers), Report.Number(row.Cpu, 1), Report.Number(row.Megabytes, 1), Report.Number(row.Frames), Report.Number(row.Gaps), Report.Number(row.Connected), Report.Number(row.FirstFrame));
        }

        report.Begin("Agent beside libdatachannel", "viewers", "CPU ratio", "resident ratio");
        foreach (var viewers in Audiences)
        {
            var ours = agent.Single(row => row.Viewers == viewers);
            var theirs = peer.Single(row => row.Viewers == viewers);
            report.Row(Report.Number(viewers), Report.Number(ours.Cpu / theirs.Cpu, 2), Report.Number(ours.Megabytes / theirs.Megabytes, 2));
        }

        report.Begin("The whole agent's allocation while one viewer watches", "packets", "allocated bytes/s", "bytes/packet", "collections");
        var one = agent.Single(row => row.Viewers == 1);
        report.Row(Report.Number(one.Packets), Report.Number(one.Allocated / one.Seconds), Report.Number(one.Allocated / Math.Max(1, one.Packets), 1), Report.Number(one.Collections));
        foreach (var row in agent.Where(row => row.Gaps > 0))
            report.Failures.Add($"{row.Gaps} frames missing or damaged with {row.Viewers} viewers on loopback; it must be none.");
    }

    private static List<Figures> Measure(string name, Func<int, ChildProcess> start, string path, TimeSpan time)
    {
        var port = LoopbackPort.Free();
        using var process = start(port);
        var address = new Uri($"http://127.0.0.1:{port}/");
        using var http = new HttpClient();
        WaitForServer(process, port);
        using var audience = new Audience();
        // Caught up with its start before it is weighed.
        audience.Run(TimeSpan.FromSeconds(2));
        var figures = new List<Figures> { new(name, 0, Megabytes(process)) };
        foreach (var count in Audiences)
        {
            while (audience.Viewers.Count < count)
                audience.Join(new Uri(address, path));
            // Start-up and compilation are over, and the metrics speak of the present.
            audience.Run(TimeSpan.FromSeconds(3));
            foreach (var viewer in audience.Viewers)
                viewer.ResetCounts();
            _ = Metrics(http, address); // the first one costs compilation
            var before = Metrics(http, address);
            var busy = process.ProcessorTime();
            audience.Run(time);
            busy = process.ProcessorTime() - busy;
            var after = Metrics(http, address);
            figures.Add(new(name, count, Megabytes(process))
            {
                Seconds = time.TotalSeconds,
                Cpu = busy / time * 100,
                Frames = audience.Viewers.Sum(viewer => viewer.Frames),
                Gaps = audience.Viewers.Sum(viewer => viewer.Gaps),
                Connected = audience.Viewers.Select(viewer => viewer.Connected!.Value.TotalMilliseconds).Order().ElementAt(count / 2),
                FirstFrame = audience.Viewers.Select(viewer => viewer.FirstFrame!.Value.TotalMilliseconds).Order().ElementAt(count / 2),
                Packets = after.Packets - before.Packets,
                Allocated = after.Allocated - before.Allocated,
                Collections = after.Collections - before.Collections,
            });
        }

        return figures;
    }

    internal static double Megabytes(ChildProcess process) => process.ResidentBytes() / 1048576.0;

    internal static void WaitForServer(ChildProcess process, int port)
    {
        var limit = DateTime.UtcNow.AddSeconds(20);
        while (!LoopbackPort.IsOpenAsync(port).GetAwaiter().GetResult())
        {
            if (process.HasExited || DateTime.UtcNow > limit)
                throw new InvalidOperationException($"The sender does not serve: {process.Output}");
            Thread.Sleep(20);
        }
    }

    internal static (double Packets, double Allocated, double Collections) Metrics(HttpClient http, Uri address)
    {
        // Only the agent has them.
        using var response = http.GetAsync(new Uri(address, "metrics")).GetAwaiter().GetResult();
        var lines = response.Content.ReadAsStringAsync().GetAwaiter().GetResult().Split('\n');
        return (Sum("camagent_rtp_packets_total"), Sum("dotnet_gc_allocated_bytes_total"), Sum("dotnet_gc_collections_total"));

        double Sum(string name) => lines
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    internal static ChildProcess StartAgent(string root, int port, string source = "file")
    {
        var directory = Path.Combine(root, "artifacts/bench/agent");
        Directory.CreateDirectory(directory);
        var configuration = Path.Combine(directory, "camagent.json");
        File.WriteAllText(configuration, new JsonObject
        {
            ["device"] = new JsonObject { ["id"] = "bench" },
            ["video"] = new JsonObject { ["source"] = source, ["file"] = source == "file" ? VideoFile(root) : "", ["encoder"] = source == "file" ? "none" : "auto", ["width"] = 1280, ["height"] = 720, ["frameRate"] = 30 },
            ["mqtt"] = new JsonObject { ["url"] = "" },
            ["webRtc"] = new JsonObject { ["iceServers"] = new JsonArray() },
            ["http"] = new JsonObject { ["listen"] = $"http://127.0.0.1:{port}" },
            ["access"] = new JsonObject { ["required"] = false },
        }.ToJsonString());
        var assembly = Path.Combine(root, "src/CamAgent/bin/Release/net10.0/camagent.dll");
        return ChildProcess.Start("dotnet", [assembly, "run", "--config", configuration], new Dictionary<string, string>(StringComparer.Ordinal) { ["STATE_DIRECTORY"] = directory });
    }

    private static string VideoFile(string root) => Path.Combine(root, "artifacts/bench/720p30.h264");

    private sealed record Figures(string Sender, int Viewers, double Megabytes)
    {
        internal double Seconds { get; init; }

        internal double Cpu { get; init; }

        internal int Frames { get; init; }

        internal int Gaps { get; init; }

        internal double Connected { get; init; }

        internal double FirstFrame { get; init; }

        internal double Packets { get; init; }

        internal double Allocated { get; init; }

        internal double Collections { get; init; }
    }
}
