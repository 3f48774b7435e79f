using System.Text.Json;
using System.Text.Json.Serialization;

namespace CamAgent.Access;

/// <summary><c>viewers.json</c>: version 1.</summary>
internal static class ViewerFile
{
    /// <summary>Some thousands of viewers; more is no viewer store.</summary>
    internal const int MaximumBytes = 1 << 20;

    /// <returns>The viewers, or null and <paramref name="problem"/> in words.</returns>
    public static IReadOnlyList<Viewer>? Parse(ReadOnlySpan<byte> utf8, out string? problem)
    {
        try
        {
            problem = null;
            var document = JsonSerializer.Deserialize(utf8, ViewerFileJson.Default.ViewerFileDocument);
            if (document is not { Version: 1, Viewers: { } rows })
            {
                problem = document is { Version: > 1 } ? $"is of version {document.Version}, made by a newer camagent" : "has no list of viewers";
                return null;
            }

            var viewers = new List<Viewer>(rows.Count);
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var row in rows)
            {
                if (row is not { Name: { } name, Secret: { } text, Rights: { } rightNames } || !Viewer.IsName(name) || !names.Add(name)
                    || !ViewerSecret.TryParse(text, out var secret) || !ViewerRightsText.TryParse(rightNames.OfType<string>(), out var rights))
                {
                    problem = $"has a viewer (number {viewers.Count + 1}) without a proper and single name, secret and rights";
                    return null;
                }

                viewers.Add(new Viewer(name, secret!, rights, row.Created, row.Expires));
            }

            return viewers;
        }
        catch (JsonException exception)
        {
            problem = $"is not JSON of the expected form (line {(exception.LineNumber ?? 0) + 1})";
            return null;
        }
    }

    public static byte[] Write(IEnumerable<Viewer> viewers) => JsonSerializer.SerializeToUtf8Bytes(
        new ViewerFileDocument(1, [.. viewers.Select(viewer => new ViewerFileRow(
            viewer.Name, viewer.Secret.ToBase64Url(), viewer.Rights.ToNames(), viewer.Created, viewer.Expires))]),
        ViewerFileJson.Default.ViewerFileDocument);
}

internal sealed record ViewerFileDocument(int Version, IReadOnlyList<ViewerFileRow?>? Viewers);

internal sealed record ViewerFileRow(string? Name, string? Secret, IReadOnlyList<string?>? Rights, DateTimeOffset Created, DateTimeOffset? Expires)
{
    public override string ToString() => $"{Name}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, AllowDuplicateProperties = false, MaxDepth = 8)]
[JsonSerializable(typeof(ViewerFileDocument))]
internal sealed partial class ViewerFileJson : JsonSerializerContext;
