using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd;

/// <summary>With access required: a pairing link opens the camera, and nothing else does.</summary>
[Trait("Category", "Browser")]
public sealed partial class AccessTests(StageRequiringAccess fixture) : IClassFixture<StageRequiringAccess>, IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The next test finds nobody watching.</summary>
    public Task DisposeAsync() => fixture.Stage.ClearAsync();

    [BrowserFact]
    public async Task A_pairing_link_opens_the_camera_over_MQTT_and_over_WHEP()
    {
        var stage = fixture.Stage;
        var link = await AddViewer(stage, "anna");
        foreach (var via in (string[])["mqtt", "whep"])
        {
            var page = await stage.OpenAsync($"?via={via}#{link.Fragment.TrimStart('#')}");
            await page.WaitForPicturesAsync();
            Assert.DoesNotContain("pair=", page.Page.Url, StringComparison.Ordinal);
        }
    }

    [BrowserFact]
    public async Task Without_a_pairing_link_the_page_says_what_is_missing()
    {
        var stage = fixture.Stage;
        var page = await stage.OpenAsync();
        await page.WaitForStateAsync("unpaired");
        using var answer = await stage.Agent.Http.PostAsync(new Uri(stage.Agent.Address, "whep"), new StringContent("v=0\r\n", Encoding.UTF8, "application/sdp"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        using var metrics = await stage.Agent.Http.GetAsync(new Uri(stage.Agent.Address, "metrics"));
        Assert.Equal(HttpStatusCode.Unauthorized, metrics.StatusCode);
    }

    [BrowserFact]
    public async Task A_wrong_secret_is_refused_in_words()
    {
        var stage = fixture.Stage;
        var link = await AddViewer(stage, "bert");
        var page = await stage.OpenAsync("?via=mqtt" + Tampered(link, pairing => pairing["secret"] = new string('A', 43)));
        await page.WaitForStateAsync("refused");
    }

    [BrowserFact]
    public async Task A_camera_with_another_certificate_is_refused_by_the_page()
    {
        var stage = fixture.Stage;
        var link = await AddViewer(stage, "cleo");
        var page = await stage.OpenAsync("?via=mqtt" + Tampered(link, pairing =>
            pairing["fingerprint"] = string.Join(':', Enumerable.Repeat("AB", 32))));
        await page.WaitForStateAsync("refused");
        Assert.Equal(0, await page.FramesDecodedAsync());
    }

    [BrowserFact]
    public async Task A_removed_viewer_is_out_at_once()
    {
        var stage = fixture.Stage;
        var link = await AddViewer(stage, "dora");
        var page = await stage.OpenAsync("?via=mqtt#" + link.Fragment.TrimStart('#'));
        await page.WaitForPicturesAsync();
        var (code, output) = await stage.Agent.CommandAsync("viewer", "remove", "dora");
        Assert.True(code == 0, output);
        await page.WaitForStateAsync(TimeSpan.FromSeconds(10), "refused", "reconnecting");
        await page.WaitForStateAsync("refused");
    }

    private static async Task<Uri> AddViewer(Stage stage, string name)
    {
        var (code, output) = await stage.Agent.CommandAsync("viewer", "add", name);
        Assert.True(code == 0, output);
        return new Uri(Link().Match(output).Value);
    }

    private static string Tampered(Uri link, Action<JsonNode> change)
    {
        var payload = link.Fragment["#pair=".Length..];
        var pairing = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(payload))!;
        change(pairing);
        return "#pair=" + System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(pairing.ToJsonString()));
    }

    [GeneratedRegex(@"http\S+#pair=[A-Za-z0-9_-]+")]
    private static partial Regex Link();
}
