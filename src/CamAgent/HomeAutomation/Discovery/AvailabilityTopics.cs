using System.Text.Json;

namespace CamAgent.HomeAutomation.Discovery;

/// <summary>The option <c>availability</c>: topics that say <c>online</c> or <c>offline</c>, the words Home Assistant takes without being told.</summary>
internal sealed record AvailabilityTopics(IReadOnlyList<string> Topics)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("availability");
        foreach (var topic in Topics)
        {
            json.WriteStartObject();
            json.WriteString("topic", topic);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
