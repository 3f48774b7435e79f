using CamAgent.Configuration;
using CamAgent.Doctor;

namespace CamAgent.Commands;

/// <summary>
/// The media side of the commands. Each method returns an exit code, or throws <see cref="CommandException"/> with words for people;
/// cancellation (Ctrl-C, SIGTERM) ends it in order, with everything released, and is no error.
/// </summary>
internal interface IAgentRunner
{
    /// <summary>The worker.</summary>
    /// <param name="reload">Reads the configuration again, from where it came from.</param>
    Task<int> RunAsync(AgentConfiguration configuration, Func<ConfigurationResult> reload, CancellationToken stop);

    /// <summary>Reads one offer from <paramref name="input"/>, prints the answer and serves that viewer until it leaves.</summary>
    Task<int> OfferAsync(AgentConfiguration configuration, TextReader input, TextWriter output, CancellationToken stop);

    /// <summary>Writes what the encoder gives.</summary>
    /// <param name="file">Full path; its directory exists.</param>
    Task<int> CaptureAsync(AgentConfiguration configuration, string file, TimeSpan duration, CancellationToken stop);

    /// <summary>What only the media side can look at: camera, encoder, broker, STUN.</summary>
    IEnumerable<DoctorCheck> Checks(AgentConfiguration configuration);
}
