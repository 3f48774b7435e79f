using System.Text.Json;
using CamAgent.Access;
using CamAgent.Commands;

namespace CamAgent.Tests.Commands;

public sealed class ViewerCommandsTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Adding_prints_a_link_with_which_the_viewer_is_known()
    {
        var file = _run.Directory.Write("my.json", """
            { "device": { "id": "door", "name": "Tür" }, "http": { "publicUrl": "https://cam.example.org/" }, "mqtt": { "viewerUrl": "wss://broker.example.org/mqtt", "topicPrefix": "home" } }
            """);
        var (code, output, error) = await _run.InvokeAsync("viewer", "add", "alice", "--expires", "30d", "--allow", "view,talk", "--config", file);

        Assert.Equal(ExitCode.Ok, code);
        Assert.True(PairingLink.TryParse(output.Split(Environment.NewLine).Single(line => line.StartsWith("https://", StringComparison.Ordinal)), out var link));
        Assert.Equal(("door", "Tür", "alice", "wss://broker.example.org/mqtt", "home"), (link!.Id, link.Name, link.Viewer, link.Mqtt, link.TopicPrefix));
        Assert.Contains("alice may view, talk; expires ", output, StringComparison.Ordinal);
        Assert.Contains(_run.StateDirectory, error, StringComparison.Ordinal);

        var viewer = Store().Find("alice");
        Assert.True(viewer!.Secret.Matches(link.Secret.Bytes));
        Assert.Equal(TimeSpan.FromDays(30), viewer.Expires - viewer.Created);
        Assert.True(IdentityFingerprint.TryCompute(File.ReadAllBytes(Path.Combine(_run.StateDirectory, "identity.pem")), out var fingerprint));
        Assert.Equal(fingerprint, link.Fingerprint);
    }

    [Fact]
    public async Task By_default_a_viewer_may_only_view()
    {
        await _run.InvokeAsync("viewer", "add", "alice");

        Assert.Equal((ViewerRights.View, null), (Store().Find("alice")!.Rights, Store().Find("alice")!.Expires));
    }

    [Fact]
    public async Task A_link_that_only_this_machine_can_follow_is_explained() =>
        Assert.Contains("Set http.publicUrl", (await _run.InvokeAsync("viewer", "add", "alice")).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Without_a_page_there_is_no_link_and_no_viewer()
    {
        _run.Environment["CAMAGENT__HTTP__LISTEN"] = "";
        var (code, _, error) = await _run.InvokeAsync("viewer", "add", "alice");

        Assert.Equal(ExitCode.Configuration, code);
        Assert.Contains("http.publicUrl", error, StringComparison.Ordinal);
        Assert.Null(Store().Find("alice"));
    }

    [Fact]
    public async Task Secrets_of_the_broker_need_not_be_readable_to_add_a_viewer()
    {
        var file = _run.Directory.Write("my.json", """{ "mqtt": { "username": "u", "passwordFile": "/nonexistent/password" } }""");

        Assert.Equal(ExitCode.Ok, (await _run.InvokeAsync("viewer", "add", "alice", "--config", file)).Code);
    }

    [Fact]
    public async Task A_second_viewer_of_the_same_name_is_refused_and_the_first_stays()
    {
        await _run.InvokeAsync("viewer", "add", "alice");
        var secret = Store().Find("alice")!.Secret;
        var (code, _, error) = await _run.InvokeAsync("viewer", "add", "alice");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("camagent viewer remove alice", error, StringComparison.Ordinal);
        Assert.True(Store().Find("alice")!.Secret.Matches(secret.Bytes));
    }

    [Fact]
    public async Task A_list_shows_names_rights_and_dates_and_no_secret()
    {
        await _run.InvokeAsync("viewer", "add", "alice", "--allow", "control,view");
        await _run.InvokeAsync("viewer", "add", "bob", "--expires", "1h");
        var (code, output, _) = await _run.InvokeAsync("viewer", "list");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Matches(@"(?m)^alice +view,control +since \d{4}-\d\d-\d\d \d\d:\d\dZ  never expires$", output);
        Assert.Matches(@"(?m)^bob +view +since .*expires \d{4}-", output);
        Assert.DoesNotContain(Store().Find("alice")!.Secret.ToBase64Url(), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_and_additions_come_as_JSON_for_scripts()
    {
        var added = JsonDocument.Parse((await _run.InvokeAsync("viewer", "add", "alice", "--json")).Output).RootElement;
        var listed = JsonDocument.Parse((await _run.InvokeAsync("viewer", "list", "--json")).Output).RootElement;

        Assert.True(PairingLink.TryParse(added.GetProperty("link").GetString()!, out _));
        Assert.Equal("alice", Assert.Single(listed.EnumerateArray()).GetProperty("name").GetString());
        Assert.False(listed[0].TryGetProperty("link", out _));
    }

    [Fact]
    public async Task A_removed_viewer_is_gone()
    {
        await _run.InvokeAsync("viewer", "add", "alice");

        Assert.Equal(ExitCode.Ok, (await _run.InvokeAsync("viewer", "remove", "alice")).Code);
        Assert.Empty(Store().List());
    }

    [Fact]
    public async Task A_corrupt_store_ends_in_words()
    {
        await _run.InvokeAsync("viewer", "add", "alice");
        File.WriteAllText(Store().Path, "rubbish");
        var (code, _, error) = await _run.InvokeAsync("viewer", "list");

        Assert.Equal(ExitCode.Unavailable, code);
        Assert.StartsWith(Store().Path, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1m", 1)]
    [InlineData("12h", 720)]
    [InlineData("30d", 43200)]
    [InlineData("8w", 80640)]
    [InlineData("3650d", 5256000)]
    public void A_lifetime_is_read(string text, int minutes)
    {
        Assert.True(Lifetime.TryParse(text, out var lifetime));
        Assert.Equal(TimeSpan.FromMinutes(minutes), lifetime);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("1.5h")]
    [InlineData("30")]
    [InlineData("30s")]
    [InlineData("3651d")]
    [InlineData("99999999w")]
    public void What_is_no_lifetime_is_refused(string text) => Assert.False(Lifetime.TryParse(text, out _));

    private ViewerStore Store() => new(StateDirectory.At(_run.StateDirectory), TimeProvider.System);
}
