using System.Net;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.HomeAutomation;

/// <summary>Snapshots over a real broker and over HTTP.</summary>
[Trait("Category", "Broker")]
public sealed class SnapshotTests
{
    [BrokerFact]
    public async Task The_house_takes_a_snapshot_which_is_retained_in_the_pictures_size_and_counts_as_somebody_who_looks()
    {
        await using var home = await Home.OpenAsync();
        await home.Agent.StartAsync();
        await using var house = await home.WatchAsync();
        await house.WaitForAsync("camera/state", "ON");

        await house.CommandAsync("snapshot/take", "");

        await Eventually.TrueAsync(() => house.State("snapshot") is not null, TimeSpan.FromSeconds(10), () => $"no snapshot\n{home.Agent.Process.Output}");
        await Eventually.TrueAsync(
            () => house.Everything.Any(heard => heard.Payload.Contains("\"viewer\":\"the house\"", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(5),
            () => "nobody looked");
        await house.WaitForAsync("viewers/state", """{"count":0,"viewers":[]}""", TimeSpan.FromSeconds(15));
        await using var late = await home.WatchAsync();
        await Eventually.TrueAsync(() => late.State("snapshot") is not null, TimeSpan.FromSeconds(5), () => "not retained");
        Assert.Equal((1280, 720), JpegFile.SizeOf(late.Everything.Last(heard => heard.Topic == late.Topic("snapshot")).Bytes));
    }

    [BrokerFact]
    public async Task A_browser_gets_one_over_HTTP_and_while_the_camera_is_off_the_reason()
    {
        await using var home = await Home.OpenAsync();
        await home.Agent.StartAsync();
        var address = new Uri(home.Agent.Address, "snapshot.jpg");
        Assert.Equal((1280, 720), JpegFile.SizeOf(await home.Agent.Http.GetByteArrayAsync(address)));

        await using var house = await home.WatchAsync();
        await house.CommandAsync("camera/set", "OFF");
        await house.WaitForAsync("camera/state", "OFF");
        // The one of this second may still be given out: it was taken before.
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await home.Agent.Http.GetAsync(address);
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable
                    && (await answer.Content.ReadAsStringAsync()).Contains("The camera is switched off.", StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(5),
            () => "a snapshot of a camera that is off");
    }
}
