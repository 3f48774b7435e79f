using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.Commands;

/// <summary>The commands of contract §2 as people and scripts start them: what they print, and how they end.</summary>
[Trait("Category", "Broker")]
public sealed class OneShotCommandTests
{
    [BrokerFact]
    public async Task Capture_writes_a_file_that_decodes()
    {
        await using var agent = new Agent(null);
        var file = Path.Combine(agent.StateDirectory, "capture.h264");
        Directory.CreateDirectory(agent.StateDirectory);
        var (code, output) = await agent.CommandAsync("capture", "--out", file, "--seconds", "2");
        Assert.True(code == 0, output);

        using var probe = ChildProcess.Start("ffprobe", ["-v", "error", "-count_frames", "-show_entries", "stream=codec_name,width,height,nb_read_frames", "-of", "csv=p=0", file]);
        Assert.Equal(0, await probe.WaitAsync(TimeSpan.FromSeconds(20)));
        var fields = probe.StandardOutput.Trim().Split(',');
        Assert.Equal(["h264", "1280", "720"], fields[..3]);
        Assert.InRange(int.Parse(fields[3], System.Globalization.CultureInfo.InvariantCulture), 50, 62);
        using var decode = ChildProcess.Start("ffmpeg", ["-v", "error", "-xerror", "-i", file, "-f", "null", "-"]);
        Assert.Equal(0, await decode.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal("", decode.Output.Trim());
    }

    [BrokerFact]
    public async Task Doctor_is_content_with_a_sane_machine_and_names_a_dead_broker()
    {
        await using var broker = new Broker();
        await broker.StartAsync();
        await using var agent = new Agent(broker);
        Directory.CreateDirectory(agent.StateDirectory);
        var (code, output) = await agent.CommandAsync("doctor");
        Assert.True(code == 0, output);
        Assert.Contains(" 0 failed", output, StringComparison.Ordinal);

        await broker.KillAsync();
        using var json = agent.Begin("", "doctor", "--json");
        Assert.Equal(69, await json.WaitAsync(TimeSpan.FromSeconds(30)));
        var failed = Rows(json).Where(row => row["status"]!.GetValue<string>() == "fail").ToList();
        Assert.Contains("broker", Assert.Single(failed).ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [BrokerFact]
    public async Task A_broken_configuration_is_told_line_by_line_and_ends_with_78()
    {
        await using var agent = new Agent(null, configuration =>
        {
            configuration["video"]!["widht"] = 1280;
            configuration["video"]!["frameRate"] = "thirty";
            configuration["webRtc"]!["maxViewers"] = -1;
        });
        using var check = agent.Begin("", "config", "check");
        Assert.Equal(78, await check.WaitAsync(TimeSpan.FromSeconds(20)));
        var lines = check.Output.Trim().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains(lines, line => line.Contains("video.widht", StringComparison.Ordinal) && line.Contains("video.width", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("video.frameRate", StringComparison.Ordinal) && line.Contains("thirty", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("webRtc.maxViewers", StringComparison.Ordinal) && line.Contains("-1", StringComparison.Ordinal));
        Assert.Equal(78, (await agent.CommandAsync("run")).ExitCode);
        Assert.Equal(78, (await agent.CommandAsync("doctor")).ExitCode);
    }

    [BrokerFact]
    public async Task Viewers_are_added_listed_and_removed()
    {
        await using var agent = new Agent(null);
        Directory.CreateDirectory(agent.StateDirectory);
        var (code, added) = await agent.CommandAsync("viewer", "add", "alice", "--expires", "30d", "--allow", "view,control");
        Assert.True(code == 0, added);
        Assert.Contains("#pair=", added, StringComparison.Ordinal);
        Assert.Equal(64, (await agent.CommandAsync("viewer", "add", "alice")).ExitCode);
        var (_, listed) = await agent.CommandAsync("viewer", "list");
        Assert.Contains("alice", listed, StringComparison.Ordinal);
        Assert.Contains("view,control", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("pair=", listed, StringComparison.Ordinal);
        Assert.Equal(0, (await agent.CommandAsync("viewer", "remove", "alice")).ExitCode);
        Assert.Equal(64, (await agent.CommandAsync("viewer", "remove", "alice")).ExitCode);
        Assert.DoesNotContain("alice", (await agent.CommandAsync("viewer", "list")).Output, StringComparison.Ordinal);
    }

    [BrokerFact]
    public async Task An_unknown_command_is_wrong_usage_and_ports_that_are_taken_are_named()
    {
        await using var agent = new Agent(null);
        Directory.CreateDirectory(agent.StateDirectory);
        var (usage, words) = await agent.CommandAsync("dance");
        Assert.Equal(64, usage);
        Assert.Contains("--help", words, StringComparison.Ordinal);

        using (var http = new TcpListener(IPAddress.Loopback, agent.HttpPort))
        {
            http.Start();
            var (code, output) = await agent.CommandAsync("run");
            Assert.True(code == 69, output);
            Assert.Contains($":{agent.HttpPort} cannot be used", output, StringComparison.Ordinal);
        }

        using var udp = new UdpClient(new IPEndPoint(IPAddress.Any, 0));
        var port = ((IPEndPoint)udp.Client.LocalEndPoint!).Port;
        agent.Reconfigure(configuration => configuration["webRtc"]!["udpPort"] = port);
        var (taken, text) = await agent.CommandAsync("run");
        Assert.True(taken == 69, text);
        Assert.Contains($"UDP port {port} cannot be used", text, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonNode> Rows(ChildProcess doctor)
    {
        var document = JsonNode.Parse(doctor.StandardOutput)!;
        return (document as JsonArray ?? document["checks"]!.AsArray()).Select(row => row!);
    }
}
