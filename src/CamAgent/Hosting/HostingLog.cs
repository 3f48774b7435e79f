using CamAgent.WebRtc.Endpoint;

namespace CamAgent.Hosting;

/// <summary>What the worker as a whole says in the log. Event ids 100–199.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(100, LogLevel.Information, "{Device} is up: UDP port {UdpPort}, HTTP {Http}, broker {Broker}")]
    internal static partial void Started(ILogger logger, string device, int udpPort, string http, string broker);

    [LoggerMessage(101, LogLevel.Information, "Stopping")]
    internal static partial void Stopping(ILogger logger);

    [LoggerMessage(102, LogLevel.Information, "Restarting, as was asked over MQTT")]
    internal static partial void Restarting(ILogger logger);

    [LoggerMessage(110, LogLevel.Information, "Broker {Broker}: connected ({Version})")]
    internal static partial void BrokerConnected(ILogger logger, string broker, string version);

    [LoggerMessage(111, LogLevel.Warning, "Broker: {Reason} Trying again in {Seconds:F1} s")]
    internal static partial void BrokerLost(ILogger logger, string reason, double seconds);

    [LoggerMessage(112, LogLevel.Warning, "A message to {Topic} was dropped: {Reason}")]
    internal static partial void MessageDropped(ILogger logger, string topic, string reason);

    [LoggerMessage(113, LogLevel.Error, "A message handler failed; the message counts as handled")]
    internal static partial void HandlerFailed(ILogger logger, Exception exception);

    [LoggerMessage(114, LogLevel.Error, "Broker: subscribing to {Filter} was refused: {Reason}. Viewers cannot reach the camera over it; grant the right in the broker's access list")]
    internal static partial void SubscriptionRefused(ILogger logger, string filter, string reason);

    [LoggerMessage(120, LogLevel.Information, "Configuration read again: {Keys} applied")]
    internal static partial void ConfigurationApplied(ILogger logger, string keys);

    [LoggerMessage(121, LogLevel.Warning, "Configuration read again: {Keys} count after a restart")]
    internal static partial void ConfigurationNeedsRestart(ILogger logger, string keys);

    [LoggerMessage(122, LogLevel.Error, "The new configuration is not valid and was not applied: {Problems}")]
    internal static partial void ConfigurationRefused(ILogger logger, string problems);

    [LoggerMessage(130, LogLevel.Warning, "An ICE server is left out: {Problem}")]
    internal static partial void IceServerSkipped(ILogger logger, string problem);

    [LoggerMessage(132, LogLevel.Information, "{Server}: relaying from {Relayed} over {Transport}")]
    private static partial void Relaying(ILogger logger, string server, string relayed, string transport);

    [LoggerMessage(133, LogLevel.Warning, "{Server}: {Problem}. Trying again; viewers who can be reached directly are not affected")]
    private static partial void NotRelaying(ILogger logger, string server, string problem);

    internal static void RelayChanged(ILogger logger, RelayStatus status)
    {
        if (status.State == RelayState.Active)
            Relaying(logger, status.Server, string.Join(", ", status.Relayed), status.Transport?.ToString().ToUpperInvariant() ?? "");
        else if (status.State == RelayState.Waiting)
            NotRelaying(logger, status.Server, status.Problem);
    }

    [LoggerMessage(131, LogLevel.Warning, "The viewers cannot be read; nobody new gets in: {Problem}")]
    internal static partial void ViewersUnreadable(ILogger logger, string problem);

    [LoggerMessage(141, LogLevel.Error, "A fault on the media loop; what asked for it is lost, the viewers are not")]
    internal static partial void MediaFault(ILogger logger, Exception exception);

    [LoggerMessage(140, LogLevel.Critical, "The media loop ended by an internal error; the agent stops so that its supervisor starts it again")]
    internal static partial void MediaLoopEnded(ILogger logger, Exception exception);
}
