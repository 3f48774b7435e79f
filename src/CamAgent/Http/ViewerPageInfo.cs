using System.Text.Json;

namespace CamAgent.Http;

/// <summary>What the page must know before it can signal.</summary>
/// <param name="Id">The device's.</param>
/// <param name="Version">The agent's.</param>
/// <param name="Mqtt">The broker's address for browsers; null when there is none.</param>
/// <param name="Demo">The agent runs in demo mode.</param>
internal sealed record ViewerPageInfo(
    string Id, string Name, string Version, string? Mqtt, string TopicPrefix, bool AccessRequired, bool Demo)
{
    internal static void Write(Utf8JsonWriter json, ViewerPageInfo info)
    {
        json.WriteNumber("v"u8, 1);
        json.WriteString("id"u8, info.Id);
        json.WriteString("name"u8, info.Name);
        json.WriteString("version"u8, info.Version);
        json.WriteStartArray("signaling"u8);
        if (info.Mqtt is not null)
            json.WriteStringValue("mqtt"u8);
        json.WriteStringValue("whep"u8);
        json.WriteEndArray();
        if (info.Mqtt is not null)
            json.WriteString("mqtt"u8, info.Mqtt);
        json.WriteString("topicPrefix"u8, info.TopicPrefix);
        json.WriteBoolean("accessRequired"u8, info.AccessRequired);
        json.WriteBoolean("demo"u8, info.Demo);
    }
}
