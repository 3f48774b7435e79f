namespace CamAgent.DataChannels;

/// <summary>Data channels' lines in the log (events 3100 to 3199). Text from viewers only through <see cref="Signaling.LogText"/>.</summary>
internal static partial class DataChannelsLog
{
    [LoggerMessage(3100, LogLevel.Information, "Viewer {Viewer} does not read what it asks for; its control channel is closed")]
    public static partial void NotReading(ILogger logger, string viewer);

    [LoggerMessage(3101, LogLevel.Error, "Method {Method} failed by an internal error")]
    public static partial void MethodFault(ILogger logger, Exception exception, string method);
}
