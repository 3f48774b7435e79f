using System.Text.Json.Serialization;

namespace CamAgent.Commands;

/// <summary>A viewer, for scripts.</summary>
/// <param name="Link">The pairing link, which holds the secret; only when the viewer was just added.</param>
internal sealed record ViewerDocument(string Name, IReadOnlyList<string> Rights, DateTimeOffset Created, DateTimeOffset? Expires, string? Link)
{
    public bool Expired { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(ViewerDocument))]
[JsonSerializable(typeof(ViewerDocument[]))]
internal sealed partial class ViewerJson : JsonSerializerContext;
