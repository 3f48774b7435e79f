using CamAgent.Commands;
using CamAgent.Configuration;
using CamAgent.Doctor;

namespace CamAgent.Tests.Commands;

/// <summary>Notes what it was asked to do.</summary>
internal sealed class RecordingRunner : IAgentRunner
{
    public AgentConfiguration? Configuration { get; private set; }

    public Func<ConfigurationResult>? Reload { get; private set; }

    public string? Asked { get; private set; }

    public Exception? Failure { get; set; }

    public DoctorFinding Camera { get; set; } = DoctorFinding.Ok("a test picture");

    public Task<int> RunAsync(AgentConfiguration configuration, Func<ConfigurationResult> reload, CancellationToken stop)
    {
        Reload = reload;
        return Answer(configuration, "run");
    }

    public Task<int> OfferAsync(AgentConfiguration configuration, TextReader input, TextWriter output, CancellationToken stop) => Answer(configuration, $"offer {input.ReadToEnd()}");

    public Task<int> CaptureAsync(AgentConfiguration configuration, string file, TimeSpan duration, CancellationToken stop) => Answer(configuration, $"capture {file} {duration.TotalSeconds}");

    public IEnumerable<DoctorCheck> Checks(AgentConfiguration configuration) => [new DoctorCheck("camera", () => Camera)];

    private Task<int> Answer(AgentConfiguration configuration, string asked)
    {
        (Configuration, Asked) = (configuration, asked);
        return Failure is null ? Task.FromResult(ExitCode.Ok) : Task.FromException<int>(Failure);
    }
}
