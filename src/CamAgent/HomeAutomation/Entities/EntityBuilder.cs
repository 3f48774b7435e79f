using CamAgent.HomeAutomation.Discovery;

namespace CamAgent.HomeAutomation.Entities;

/// <summary>What every entity of the device has: a lasting id, a name, and how it can be told that it is away.</summary>
internal sealed class EntityBuilder(HouseTopics topics)
{
    public HouseTopics Topics => topics;

    /// <param name="id">Lasting within the device, letters, digits, _ and -: <c>input_pir</c>.</param>
    /// <param name="name">For people; Home Assistant puts the device's name before it.</param>
    public Component New(string platform, string id, string name) =>
        new Component(id, platform).With("unique_id", $"camagent-{topics.DeviceId}-{id}").With("name", name);

    /// <summary>An entity whose part can be away while the device is there.</summary>
    public Component NewPart(string platform, string id, string name, string part) =>
        New(platform, id, name).AvailableBy(topics.Status, topics.AvailabilityOf(part));

    /// <summary>As a name that was given as an id reads to people: <c>ir-led</c> → <c>Ir led</c>.</summary>
    public static string Readable(string name)
    {
        var words = name.Replace('-', ' ').Replace('_', ' ').Trim();
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
