using System.Text.Json;
using CamAgent.Commands;
using CamAgent.Doctor;

namespace CamAgent.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public DoctorCommandTests() => _run.Environment["CAMAGENT__HTTP__LISTEN"] = "http://127.0.0.1:0";

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Nothing_failed_is_0()
    {
        var (code, output, _) = await _run.InvokeAsync("doctor");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Matches("(?m)^ok +camera +a test picture$", output);
        Assert.Contains("0 failed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_69_and_has_its_remedy()
    {
        _run.Runner.Camera = DoctorFinding.Fail("no camera at /dev/video0", "Plug it in.");
        var (code, output, _) = await _run.InvokeAsync("doctor");

        Assert.Equal(ExitCode.Unavailable, code);
        Assert.Matches("(?m)^fail +camera +no camera at /dev/video0\\r?\\n +→ Plug it in.$", output);
    }

    [Fact]
    public async Task A_wrong_configuration_is_78_and_the_machine_is_looked_at_all_the_same()
    {
        var file = _run.Directory.Write("my.json", "{ rubbish");
        var (code, output, _) = await _run.InvokeAsync("doctor", "--config", file, "--json");
        var report = JsonDocument.Parse(output).RootElement;

        Assert.Equal(ExitCode.Configuration, code);
        Assert.False(report.GetProperty("ok").GetBoolean());
        var rows = report.GetProperty("checks").EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!);
        Assert.Equal("fail", rows["configuration"].GetProperty("status").GetString());
        Assert.NotEmpty(rows["configuration"].GetProperty("remedy").GetString()!);
        Assert.Contains("clock", rows.Keys);
        Assert.DoesNotContain("camera", rows.Keys);
    }
}
