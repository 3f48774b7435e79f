namespace CamAgent.Http;

/// <summary>
/// The HTTP side's lines in the log (events 2100 to 2199). No token, no credential; text from the network only through LogText.
/// </summary>
internal static partial class HttpLog
{
    [LoggerMessage(2100, LogLevel.Warning, "{Method} {Path} from {Address} without a valid token")]
    public static partial void TokenRefused(this ILogger logger, string method, string path, string address);

    [LoggerMessage(2101, LogLevel.Warning, "Viewer {Viewer} from {Address} was not let in: {Reason}")]
    public static partial void RightRefused(this ILogger logger, string viewer, string address, string reason);

    [LoggerMessage(2102, LogLevel.Error, "Serving {Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(2103, LogLevel.Warning, "The viewer page is not at {Directory}: / says so")]
    public static partial void PageMissing(this ILogger logger, string directory);

    [LoggerMessage(2104, LogLevel.Warning, "Only {Count} files of the viewer page at {Directory} are served: there are more")]
    public static partial void PageTooLarge(this ILogger logger, int count, string directory);
}
