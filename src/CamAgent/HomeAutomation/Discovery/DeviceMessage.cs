using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CamAgent.HomeAutomation.Discovery;

/// <summary>
/// The one retained message by which the device announces itself with every entity (Home Assistant, "MQTT discovery: device discovery payload").
/// </summary>
internal static class DeviceMessage
{
    // The text goes over MQTT, not into a page: letters stay as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="removed">Entities that an earlier message had and this one has not: said with their platform alone, by which Home Assistant drops them.</param>
    public static ReadOnlyMemory<byte> Write(
        DeviceDescription device, HouseTopics topics, IReadOnlyList<Component> components, IReadOnlyCollection<AnnouncedComponent> removed)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            WriteDevice(json, device);
            WriteOrigin(json, device);
            new AvailabilityTopics([topics.Status]).Write(json);
            json.WriteNumber("qos", 1);
            json.WriteStartObject("components");
            foreach (var component in components)
                component.Write(json);
            foreach (var component in removed)
                new Component(component.Id, component.Platform).Write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteDevice(Utf8JsonWriter json, DeviceDescription device)
    {
        json.WriteStartObject("device");
        json.WriteStartArray("identifiers");
        json.WriteStringValue($"camagent-{device.Id}");
        json.WriteEndArray();
        json.WriteString("name", device.Name);
        json.WriteString("manufacturer", "CamAgent");
        if (device.Model is { } model)
            json.WriteString("model", model);
        if (device.SerialNumber is { } serial)
            json.WriteString("serial_number", serial);
        json.WriteString("sw_version", device.Version);
        if (device.Page is { } page)
            json.WriteString("configuration_url", page);
        json.WriteEndObject();
    }

    private static void WriteOrigin(Utf8JsonWriter json, DeviceDescription device)
    {
        json.WriteStartObject("origin");
        json.WriteString("name", "CamAgent");
        json.WriteString("sw_version", device.Version);
        json.WriteEndObject();
    }
}
