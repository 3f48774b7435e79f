namespace CamAgent.HomeAutomation;

/// <summary>Home automation's lines in the log (events 3000 to 3099). Text from the network only through <see cref="Signaling.LogText"/>.</summary>
internal static partial class HomeAutomationLog
{
    [LoggerMessage(3000, LogLevel.Warning, "Command {Topic} \"{Payload}\" was refused: {Problem}")]
    public static partial void CommandRefused(ILogger logger, string topic, string payload, string problem);

    [LoggerMessage(3001, LogLevel.Information, "Announced to the house: {Entities} entities, {Removed} removed")]
    public static partial void Announced(ILogger logger, int entities, int removed);

    [LoggerMessage(3002, LogLevel.Information, "No snapshot: {Problem}")]
    public static partial void NoSnapshot(ILogger logger, string problem);
}
