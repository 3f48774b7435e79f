using System.Text.Json.Nodes;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.HomeAutomation;

/// <summary>The privacy switch, with a program as the camera: whether somebody holds it can be seen in /proc.</summary>
[Trait("Category", "Broker")]
public sealed class PrivacyTests
{
    private const string Camera = "ffmpeg";

    [BrokerFact]
    public async Task Off_lets_go_of_the_camera_refuses_viewers_and_holds_over_a_restart_until_it_is_on_again()
    {
        await using var home = await Home.OpenAsync(WithProgram);
        await home.Agent.StartAsync();
        await using var house = await home.WatchAsync();
        await using var viewer = await SignalClient.ConnectAsync(home.Broker, home.Agent.DeviceId);
        // A viewer who never connects holds the camera all the same.
        var watching = SignalClient.NewSession();
        viewer.Say(watching, SignalClient.Offer(Offers.Valid()));
        await viewer.AnswerAsync(watching, "answer", TimeSpan.FromSeconds(10));
        await WaitForCameraAsync(home.Agent, held: true);

        await house.CommandAsync("camera/set", "OFF");

        await house.WaitForAsync("camera/state", "OFF");
        var bye = await viewer.AnswerAsync(watching, "bye");
        Assert.Contains("switched off", bye.ToJsonString(), StringComparison.Ordinal);
        await WaitForCameraAsync(home.Agent, held: false);
        await AssertRefusedAsync(viewer);

        await home.Agent.StopAsync();
        await home.Agent.StartAsync();
        await using var late = await home.WatchAsync();
        await late.WaitForAsync("status", "online");
        await late.WaitForAsync("camera/state", "OFF");
        await AssertRefusedAsync(viewer);
        Assert.Empty(home.Agent.Process.Descendants(Camera));

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await house.CommandAsync("camera/set", "ON");
        await late.WaitForAsync("camera/state", "ON");
        var again = SignalClient.NewSession();
        viewer.Say(again, SignalClient.Offer(Offers.Valid()));
        await viewer.AnswerAsync(again, "answer", TimeSpan.FromSeconds(10));
        await WaitForCameraAsync(home.Agent, held: true);
        Figures.Print("privacy switch on to a running camera program", $"{watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed <= TimeSpan.FromSeconds(1), $"after {watch.Elapsed}");
    }

    [BrokerFact]
    public async Task Where_the_state_directory_takes_nothing_off_holds_all_the_same_and_it_is_said()
    {
        await using var home = await Home.OpenAsync(WithProgram);
        await home.Agent.StartAsync();
        await using var house = await home.WatchAsync();
        await house.WaitForAsync("camera/state", "ON");
        // A directory in the file's place: that stops the superuser too, whom permissions do not.
        var inTheWay = Directory.CreateDirectory(Path.Combine(home.Agent.StateDirectory, "camera-off", "x")).Parent!;
        try
        {
            await house.CommandAsync("camera/set", "OFF");
            await house.WaitForAsync("camera/state", "OFF");
            await WaitForCameraAsync(home.Agent, held: false);
            Assert.Contains("camera-off", home.Agent.Process.Output, StringComparison.Ordinal);
        }
        finally
        {
            inTheWay.Delete(recursive: true);
        }
    }

    private static async Task AssertRefusedAsync(SignalClient viewer)
    {
        var session = SignalClient.NewSession();
        viewer.Say(session, SignalClient.Offer(Offers.Valid()));
        var error = await viewer.AnswerAsync(session, "error", TimeSpan.FromSeconds(10));
        Assert.Equal("unavailable", error["code"]!.GetValue<string>());
    }

    private static Task<TimeSpan> WaitForCameraAsync(Agent agent, bool held) => Eventually.TrueAsync(
        () => agent.Process.Descendants(Camera).Count > 0 == held,
        TimeSpan.FromSeconds(10),
        () => $"the camera program {(held ? "does not run" : "still runs")}\n{agent.Process.Output}");

    private static void WithProgram(JsonObject configuration) => configuration["video"] = new JsonObject
    {
        ["source"] = "command",
        ["frameRate"] = 15,
        ["command"] = new JsonArray(
            Camera, "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=15", "-c:v", "libx264", "-profile:v", "baseline", "-level", "3.1",
            "-preset", "ultrafast", "-tune", "zerolatency", "-g", "15", "-x264-params", "repeat-headers=1", "-f", "h264", "-"),
    };
}
