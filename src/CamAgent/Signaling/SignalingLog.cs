namespace CamAgent.Signaling;

/// <summary>Signaling's lines in the log (events 2000 to 2099). Text from the network only through <see cref="LogText"/>.</summary>
internal static partial class SignalingLog
{
    [LoggerMessage(2000, LogLevel.Information, "Viewer {Viewer} starts session {Session} over {Channel}")]
    public static partial void SessionAnswered(this ILogger logger, string viewer, string session, string channel);

    [LoggerMessage(2001, LogLevel.Information, "Session {Session} restarted ICE")]
    public static partial void SessionRestarted(this ILogger logger, string session);

    [LoggerMessage(2002, LogLevel.Information, "Session {Session} ended: {Reason}")]
    public static partial void SessionEnded(this ILogger logger, string session, string reason);

    [LoggerMessage(2003, LogLevel.Information, "Offer of session {Session} refused, {Code}: {Reason}")]
    public static partial void OfferRefused(this ILogger logger, string session, string code, string reason);

    [LoggerMessage(2004, LogLevel.Warning, "Viewer {Viewer} of session {Session} was not let in ({Code}): {Reason}")]
    public static partial void AccessRefused(this ILogger logger, string viewer, string session, string code, string reason);

    [LoggerMessage(2005, LogLevel.Error, "Answering the offer of session {Session} failed")]
    public static partial void OfferFailed(this ILogger logger, Exception exception, string session);

    [LoggerMessage(2006, LogLevel.Debug, "A message for session {Session} was not understood: {Reason}")]
    public static partial void MessageNotUnderstood(this ILogger logger, string session, string reason);

    [LoggerMessage(2007, LogLevel.Warning, "Too many signaling messages (now session {Session}): the surplus is dropped and counted")]
    public static partial void Flooded(this ILogger logger, string session);

    [LoggerMessage(2008, LogLevel.Error, "The answer for session {Session} has {Bytes} bytes, more than a signaling message may have")]
    public static partial void AnswerTooLarge(this ILogger logger, string session, int bytes);
}
