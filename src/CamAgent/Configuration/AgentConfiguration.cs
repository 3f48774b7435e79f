namespace CamAgent.Configuration;

/// <summary>What the agent was told, whole and valid (contract §3). It holds the paths of secrets, never a secret, and may be logged.</summary>
internal sealed record AgentConfiguration
{
    public required DeviceConfiguration Device { get; init; }

    public required VideoConfiguration Video { get; init; }

    public required MqttConfiguration Mqtt { get; init; }

    public required WebRtcConfiguration WebRtc { get; init; }

    public required HttpConfiguration Http { get; init; }

    public required AccessConfiguration Access { get; init; }

    public required GpioConfiguration Gpio { get; init; }

    public required SensorsConfiguration Sensors { get; init; }

    public required MotionConfiguration Motion { get; init; }

    public required ClipsConfiguration Clips { get; init; }

    public required SnapshotsConfiguration Snapshots { get; init; }

    public required PublishConfiguration Publish { get; init; }

    /// <summary>The agent shows itself: test picture, local broker, nobody asked for a secret, loopback candidates.</summary>
    public required bool Demo { get; init; }

    /// <summary>The file that was read; null when there was none.</summary>
    public required string? File { get; init; }

    /// <summary>Every key with its value as text, list items with their index: what <see cref="ConfigurationChange"/> compares.</summary>
    internal required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>The keys that a file or a variable gave; the others have their default.</summary>
    internal required IReadOnlySet<string> SetKeys { get; init; }

    /// <summary>Whether somebody chose the value of <paramref name="key"/> (<c>mqtt.url</c>), be it the default's.</summary>
    public bool IsSet(string key) => SetKeys.Contains(key);
}
