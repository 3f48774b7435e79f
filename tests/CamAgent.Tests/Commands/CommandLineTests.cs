using CamAgent.Commands;

namespace CamAgent.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData]
    [InlineData("run")]
    public async Task Without_a_command_the_agent_runs(params string[] arguments)
    {
        Assert.Equal(ExitCode.Ok, (await _run.InvokeAsync(arguments)).Code);
        Assert.Equal("run", _run.Runner.Asked);
        Assert.False(_run.Runner.Configuration!.Demo);
    }

    [Theory]
    [InlineData("--demo")]
    [InlineData("run", "--demo")]
    [InlineData("--demo", "run")]
    public async Task Demo_is_understood_before_and_behind_the_command(params string[] arguments)
    {
        Assert.Equal(ExitCode.Ok, (await _run.InvokeAsync(arguments)).Code);
        Assert.True(_run.Runner.Configuration!.Demo);
    }

    [Theory]
    [InlineData("--config", "FILE", "run")]
    [InlineData("run", "--config", "FILE")]
    [InlineData("--config", "FILE")]
    public async Task The_configuration_is_understood_before_and_behind_the_command(params string[] arguments)
    {
        var file = _run.Directory.Write("my.json", """{ "device": { "id": "mine" } }""");

        Assert.Equal(ExitCode.Ok, (await _run.InvokeAsync([.. arguments.Select(argument => argument.Replace("FILE", file, StringComparison.Ordinal))])).Code);
        Assert.Equal("mine", _run.Runner.Configuration!.Device.Id);
    }

    [Fact]
    public async Task A_reload_reads_the_same_file_again()
    {
        var file = _run.Directory.Write("my.json", """{ "video": { "frameRate": 10 } }""");
        await _run.InvokeAsync("run", "--config", file);
        _run.Directory.Write("my.json", """{ "video": { "frameRate": 20 } }""");
        Assert.Equal(20, _run.Runner.Reload!().Configuration!.Video.FrameRate);

        _run.Directory.Write("my.json", """{ "video": { "frameRate": 0 } }""");
        Assert.Single(_run.Runner.Reload().Problems);
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("run", "--bogus")]
    [InlineData("viewer")]
    [InlineData("viewer", "add")]
    [InlineData("viewer", "add", "Alice")]
    [InlineData("viewer", "add", "alice", "--expires", "soon")]
    [InlineData("viewer", "add", "alice", "--allow", "everything")]
    [InlineData("viewer", "remove", "nobody")]
    [InlineData("capture")]
    [InlineData("capture", "--out", "/nonexistent/x.h264")]
    [InlineData("capture", "--out", "/")]
    [InlineData("capture", "--out", "x.h264", "--seconds", "0")]
    [InlineData("capture", "--out", "x.h264", "--seconds", "many")]
    [InlineData("nat")]
    public async Task A_wrong_command_line_ends_with_64_and_words(params string[] arguments)
    {
        var (code, output, error) = await _run.InvokeAsync(arguments);

        Assert.Equal(ExitCode.Usage, code);
        Assert.NotEmpty(error);
        Assert.Empty(output);
        Assert.Null(_run.Runner.Asked);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("offer")]
    [InlineData("capture", "--out", "x.h264")]
    [InlineData("config", "check")]
    [InlineData("viewer", "add", "alice")]
    public async Task A_wrong_configuration_ends_with_78_and_a_line_for_each_problem(params string[] arguments)
    {
        var file = _run.Directory.Write("my.json", """{ "video": { "frameRate": 0, "wdith": 1 } }""");
        var (code, output, error) = await _run.InvokeAsync([.. arguments, "--config", file]);

        Assert.Equal(ExitCode.Configuration, code);
        Assert.Equal(
        [
            "video.wdith = 1: there is no such key; did you mean video.width?",
            "video.frameRate = 0: allowed is a whole number from 1 to 120 (pictures a second)",
        ], error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(output);
        Assert.Null(_run.Runner.Asked);
        Assert.False(Directory.Exists(_run.StateDirectory));
    }

    [Fact]
    public async Task A_missing_configuration_file_ends_with_78() =>
        Assert.Equal(ExitCode.Configuration, (await _run.InvokeAsync("run", "--config", "/nonexistent.json")).Code);

    [Fact]
    public async Task Config_check_prints_what_is_set()
    {
        var file = _run.Directory.Write("my.json", """{ "webRtc": { "iceServers": [ { "urls": ["stun:a"] }, { "urls": ["turn:b"] } ] } }""");
        _run.Environment["CAMAGENT__MQTT__URL"] = "mqtts://broker";
        var (code, output, error) = await _run.InvokeAsync("config", "check", "--config", file);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains($"{file}: ok", output, StringComparison.Ordinal);
        Assert.Contains("mqtt.url = mqtts://broker", output, StringComparison.Ordinal);
        Assert.Contains("webRtc.iceServers[0].urls = [\"stun:a\"]", output, StringComparison.Ordinal);
        Assert.StartsWith("warning: webRtc.iceServers[1].credentialFile", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offer_and_capture_reach_the_media_side()
    {
        await _run.InvokeAsync("offer");
        Assert.Equal("offer the offer", _run.Runner.Asked);

        var file = Path.Combine(_run.Directory.Path, "x.h264");
        await _run.InvokeAsync("capture", "--out", file, "--seconds", "3");
        Assert.Equal($"capture {file} 3", _run.Runner.Asked);
    }

    [Fact]
    public async Task The_version_is_printed() => Assert.Equal($"camagent {ProductVersion.Text}{Environment.NewLine}", (await _run.InvokeAsync("--version")).Output);

    [Fact]
    public async Task Help_names_every_command()
    {
        var (code, output, _) = await _run.InvokeAsync("--help");

        Assert.Equal(ExitCode.Ok, code);
        Assert.All(["run", "config", "viewer", "doctor", "offer", "capture", "--config", "--demo"], word => Assert.Contains(word, output, StringComparison.Ordinal));
        Assert.DoesNotContain("reference", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_words_and_its_code()
    {
        _run.Runner.Failure = new CommandException(ExitCode.Unavailable, "There is no camera at /dev/video0.");
        Assert.Equal((ExitCode.Unavailable, "", $"There is no camera at /dev/video0.{Environment.NewLine}"), await _run.InvokeAsync("run"));

        _run.Runner.Failure = new UnauthorizedAccessException("No access to /dev/video0.");
        Assert.Equal(ExitCode.NoPermission, (await _run.InvokeAsync("run")).Code);
    }

    [Fact]
    public async Task A_bug_is_one_line_without_a_trace()
    {
        _run.Runner.Failure = new InvalidOperationException("It broke.");
        var (code, _, error) = await _run.InvokeAsync("run");

        Assert.Equal(ExitCode.Internal, code);
        Assert.StartsWith("Internal error: It broke. (InvalidOperationException)", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_itself_gives_the_code()
    {
        Assert.Equal(ExitCode.Usage, await Program.Main(["no-such-command"]));
        Assert.Equal(ExitCode.Configuration, await Program.Main(["config", "check", "--config", "/nonexistent.json"]));
    }
}
