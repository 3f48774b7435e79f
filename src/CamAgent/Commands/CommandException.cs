namespace CamAgent.Commands;

/// <summary>Ends a command with a message for people and an exit code.</summary>
/// <param name="exitCode">Of <see cref="Commands.ExitCode"/>.</param>
/// <param name="message">What happened, to what, and what to do next. May have several lines.</param>
internal sealed class CommandException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
