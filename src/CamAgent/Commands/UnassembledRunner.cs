using CamAgent.Configuration;
using CamAgent.Doctor;

namespace CamAgent.Commands;

/// <summary>Stands where a build leaves out the media side: everything that needs none works.</summary>
internal sealed class UnassembledRunner : IAgentRunner
{
    public Task<int> RunAsync(AgentConfiguration configuration, Func<ConfigurationResult> reload, CancellationToken stop) => throw Missing();

    public Task<int> OfferAsync(AgentConfiguration configuration, TextReader input, TextWriter output, CancellationToken stop) => throw Missing();

    public Task<int> CaptureAsync(AgentConfiguration configuration, string file, TimeSpan duration, CancellationToken stop) => throw Missing();

    public IEnumerable<DoctorCheck> Checks(AgentConfiguration configuration) => [];

    private static CommandException Missing() => new(ExitCode.Unavailable, "This build has no media side.");
}
