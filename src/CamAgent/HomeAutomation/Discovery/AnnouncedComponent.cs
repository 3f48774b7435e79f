using System.Text.Json;

namespace CamAgent.HomeAutomation.Discovery;

/// <summary>An entity as an earlier discovery message had it; enough to have it removed.</summary>
internal readonly record struct AnnouncedComponent(string Id, string Platform)
{
    private const int MaximumMessage = 256 * 1024;
    private const int MaximumComponents = 1024;

    /// <summary>Reads what a retained discovery message announced. A message that is none, somebody else's or damaged, announced nothing.</summary>
    public static IReadOnlyList<AnnouncedComponent> Read(ReadOnlyMemory<byte> message)
    {
        if (message.IsEmpty || message.Length > MaximumMessage)
            return [];
        try
        {
            using var document = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("components", out var components) || components.ValueKind != JsonValueKind.Object)
                return [];
            var announced = new List<AnnouncedComponent>();
            foreach (var component in components.EnumerateObject())
            {
                // With its platform alone it was on its way out already.
                if (announced.Count < MaximumComponents && component.Value.ValueKind == JsonValueKind.Object && component.Value.GetPropertyCount() > 1
                    && component.Value.TryGetProperty("platform", out var platform) && platform.ValueKind == JsonValueKind.String)
                    announced.Add(new(component.Name, platform.GetString()!));
            }

            return announced;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text in the JSON that is no Unicode.
            return [];
        }
    }
}
