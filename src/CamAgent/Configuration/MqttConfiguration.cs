namespace CamAgent.Configuration;

internal sealed record MqttConfiguration
{
    /// <summary>Scheme mqtt, mqtts, ws or wss; null means no broker. The port is -1 or the scheme's default when none was given.</summary>
    public required Uri? Url { get; init; }

    /// <summary>Empty: none is sent.</summary>
    public required string Username { get; init; }

    public required ConfiguredFile? PasswordFile { get; init; }

    /// <summary>PEM: who may sign the broker's certificate; null means the system's authorities.</summary>
    public required ConfiguredFile? CaFile { get; init; }

    public required ConfiguredFile? ClientCertificateFile { get; init; }

    public required ConfiguredFile? ClientKeyFile { get; init; }

    /// <summary>The broker's address for browsers (ws or wss); null when viewers do not use it.</summary>
    public required Uri? ViewerUrl { get; init; }

    public required string TopicPrefix { get; init; }

    public required string DiscoveryPrefix { get; init; }
}
