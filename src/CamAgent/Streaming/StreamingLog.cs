namespace CamAgent.Streaming;

/// <summary>What streaming says in the log. Event ids 200–299.</summary>
internal static partial class StreamingLog
{
    [LoggerMessage(200, LogLevel.Information, "Camera runs: {Source}, {Format}")]
    internal static partial void CameraRuns(ILogger logger, string source, string format);

    [LoggerMessage(201, LogLevel.Warning, "Camera failed: {Source}: {Reason}. Trying again in {Seconds:F1} s")]
    internal static partial void CameraFailed(ILogger logger, string source, string reason, double seconds);

    [LoggerMessage(202, LogLevel.Error, "Camera stopped by an internal error; it is started again")]
    internal static partial void CameraFault(ILogger logger, Exception exception);

    [LoggerMessage(203, LogLevel.Debug, "Camera still fails: {Source}: {Reason}. Trying again in {Seconds:F1} s")]
    internal static partial void CameraStillFails(ILogger logger, string source, string reason, double seconds);

    [LoggerMessage(204, LogLevel.Warning, "Camera is silent: {Source}: {Reason}")]
    internal static partial void CameraSilent(ILogger logger, string source, string reason);

    [LoggerMessage(205, LogLevel.Information, "Camera is back after {Seconds:F1} s")]
    internal static partial void CameraBack(ILogger logger, double seconds);

    [LoggerMessage(206, LogLevel.Error, "The picture in the camera's place could not be made; it is tried again in a second")]
    internal static partial void StandInFailed(ILogger logger, Exception exception);

    [LoggerMessage(207, LogLevel.Information, "{Directory} cannot be watched for devices that come back ({Reason}): a camera that was unplugged is found again by trying now and then")]
    internal static partial void DevicesUnwatched(ILogger logger, string directory, string reason);

    [LoggerMessage(208, LogLevel.Information, "Camera chosen: {Words}")]
    internal static partial void CameraChosen(ILogger logger, string words);

    [LoggerMessage(209, LogLevel.Warning, "video.controls: {Name} was not set: {Problem}")]
    internal static partial void ControlRefused(ILogger logger, string name, string problem);

    [LoggerMessage(210, LogLevel.Information, "Viewer {Viewer} asked to watch by {Channel} (session {Session})")]
    internal static partial void ViewerCame(ILogger logger, string viewer, string channel, string session);

    [LoggerMessage(211, LogLevel.Information, "Viewer {Viewer} watches, {Path} (session {Session}, {Milliseconds:F0} ms after the offer)")]
    internal static partial void ViewerWatches(ILogger logger, string viewer, string path, string session, double milliseconds);

    [LoggerMessage(212, LogLevel.Information, "Viewer {Viewer} left: {Reason} (session {Session}, {Seconds:F0} s)")]
    internal static partial void ViewerLeft(ILogger logger, string viewer, string reason, string session, double seconds);

    [LoggerMessage(213, LogLevel.Warning, "Offer refused by {Channel}: {Reason} (session {Session})")]
    internal static partial void OfferRefused(ILogger logger, string channel, string reason, string session);

    [LoggerMessage(214, LogLevel.Information, "The camera was switched {State} by {By}")]
    internal static partial void CameraSwitched(ILogger logger, string state, string by);

    [LoggerMessage(215, LogLevel.Warning, "That the camera is switched {State} will not outlast a restart: {Problem}")]
    internal static partial void SwitchNotKept(ILogger logger, string state, string problem);
}
