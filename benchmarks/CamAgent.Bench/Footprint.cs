using CamAgent.EndToEnd.Lab;

namespace CamAgent.Bench;

/// <summary>
/// What the agent with the test picture and one viewer weighs, before and after the collector had work. Settings are compared by running this with
/// DOTNET_… variables: the agent inherits them.
/// </summary>
internal static class Footprint
{
    private const int ScrapesAtATime = 100;

    internal static void Run(Report report, string root, bool quick)
    {
        var bytes = quick ? 60e6 : 200e6;
        var port = LoopbackPort.Free();
        var address = new Uri($"http://127.0.0.1:{port}/");
        using var http = new HttpClient();
        using var process = Serving.StartAgent(root, port, "test");
        Serving.WaitForServer(process, port);
        using var audience = new Audience();
        audience.Run(TimeSpan.FromSeconds(2));
        report.Begin("Resident memory with the test picture, MB", "moment", "resident", "anonymous", "files", "collections");
        Row("no viewer");
        audience.Join(new Uri(address, "whep"));
        audience.Run(TimeSpan.FromSeconds(3));
        Row("one viewer, 3 s");
        var begun = Serving.Metrics(http, address).Allocated;
        var limit = DateTime.UtcNow.AddSeconds(30);
        // Scrapes stand for hours of signaling and home automation: they allocate, and the collector must keep the heap small.
        while (Serving.Metrics(http, address).Allocated - begun < bytes && DateTime.UtcNow < limit)
        {
            for (var i = 0; i < ScrapesAtATime; i++)
                _ = Serving.Metrics(http, address);
            audience.Run(TimeSpan.FromMilliseconds(20));
        }

        audience.Run(TimeSpan.FromSeconds(1));
        Row("one viewer, after much was allocated");

        void Row(string moment) => report.Row(
            moment, Report.Number(Serving.Megabytes(process), 1), Read("RssAnon:"), Read("RssFile:"), Report.Number(Serving.Metrics(http, address).Collections));

        string Read(string field)
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith(field, StringComparison.Ordinal));
            return Report.Number(double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024, 1);
        }
    }
}
