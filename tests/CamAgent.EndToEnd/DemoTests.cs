using System.Net;
using System.Net.Sockets;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd;

/// <summary>The first minute: <c>./run</c>, a printed address, live video; and nothing left behind.</summary>
[Trait("Category", "Browser")]
public sealed class DemoTests
{
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(5);

    [BrowserFact]
    public async Task The_printed_address_shows_live_video_over_MQTT()
    {
        await using var demo = await RunScript.StartAsync();
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(demo.Address);
        await page.WaitForPicturesAsync();
        Assert.Equal("mqtt", (await page.ProbeAsync()).GetProperty("signaling").GetString());
    }

    [BrowserFact]
    public Task Ended_by_its_service_manager_it_leaves_nothing_running() => LeavesNothingAsync("TERM");

    [BrowserFact]
    public Task Ended_by_Ctrl_C_it_leaves_nothing_running() => LeavesNothingAsync("INT");

    [BrowserFact]
    public async Task Killed_it_takes_its_broker_along()
    {
        await using var demo = await RunScript.StartAsync();
        var broker = Assert.Single(demo.Process.Descendants("mosquitto"));
        // The agent alone, not what it started.
        ChildProcess.Kill(demo.Process.Id);
        await Eventually.TrueAsync(() => ChildProcess.Running([broker]).Count == 0, Gone, () => "mosquitto runs on without its agent");
    }

    [BrowserFact]
    public async Task Where_its_ports_are_taken_it_takes_others()
    {
        // The first demo has the usual ports, unless somebody else on this machine does.
        await using var first = await RunScript.StartAsync();
        await using var second = await RunScript.StartAsync();
        Assert.NotEqual(first.Address.Port, second.Address.Port);
        Assert.NotEqual(first.BrokerAddress.Port, second.BrokerAddress.Port);
        foreach (var demo in (RunScript[])[first, second])
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, demo.BrokerAddress.Port);
        }
    }

    private static async Task LeavesNothingAsync(string signal)
    {
        await using var demo = await RunScript.StartAsync();
        Assert.Single(demo.Process.Descendants("mosquitto"));
        var started = ChildProcess.Descendants(demo.Process.Id);
        await demo.Process.SignalAsync(signal);
        Assert.Equal(0, await demo.Process.WaitAsync(Gone));
        await Eventually.TrueAsync(() => ChildProcess.Running(started).Count == 0, Gone, () => "something runs on");
    }
}
