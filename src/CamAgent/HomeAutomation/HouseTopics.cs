namespace CamAgent.HomeAutomation;

/// <summary>The topics of one device on the house's broker (contract §6).</summary>
internal sealed class HouseTopics(string topicPrefix, string discoveryPrefix, string deviceId)
{
    /// <summary><c>camagent/v1/{id}</c>: everything of the device is below.</summary>
    public string Root { get; } = $"{topicPrefix}/v1/{deviceId}";

    /// <summary><c>online</c> or <c>offline</c>, retained; the will.</summary>
    public string Status => $"{Root}/status";

    /// <summary>Where the device announces itself with all its entities in one message.</summary>
    public string Discovery { get; } = $"{discoveryPrefix}/device/{deviceId}/config";

    /// <summary>Where Home Assistant says that it has started: <c>online</c>.</summary>
    public string Birth { get; } = $"{discoveryPrefix}/status";

    public string DeviceId { get; } = deviceId;

    /// <summary>A topic of the device: <c>camera/state</c>.</summary>
    public string Of(string subtopic) => $"{Root}/{subtopic}";

    /// <summary>Whether a part stands or is away: <c>online</c> or <c>offline</c>, beside its state.</summary>
    public string AvailabilityOf(string part) => $"{Root}/{part}/availability";

    /// <summary>What of a topic is below the device's root; null where the topic is another's.</summary>
    public string? Below(string topic) =>
        topic.Length > Root.Length + 1 && topic[Root.Length] == '/' && topic.StartsWith(Root, StringComparison.Ordinal) ? topic[(Root.Length + 1)..] : null;
}
