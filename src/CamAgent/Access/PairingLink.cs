using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CamAgent.Access;

/// <summary>All that a viewer's page needs to know of a camera, in the fragment of a link, which browsers do not send to servers (contract §4).</summary>
/// <param name="Page">The viewer page.</param>
/// <param name="Fingerprint">SHA-256 of the camera's certificate: upper case, colons.</param>
/// <param name="Mqtt">The broker's address for browsers; empty when they do not use it.</param>
internal sealed record PairingLink(Uri Page, string Id, string Name, string Fingerprint, string Viewer, ViewerSecret Secret, string Mqtt, string TopicPrefix)
{
    private const string Fragment = "pair=";
    private const int MaximumLength = 8192;

    // Names in other alphabets stay as they are: the link's QR code is a third smaller than with escapes.
    private static readonly JsonTypeInfo<PairingDocument> Compact = new PairingJson(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }).PairingDocument;

    public override string ToString()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new PairingDocument(1, Id, Name, Fingerprint, Viewer, Secret.ToBase64Url(), Mqtt, TopicPrefix), Compact);
        return $"{Page.GetLeftPart(UriPartial.Query)}#{Fragment}{Base64Url.EncodeToString(json)}";
    }

    public static bool TryParse(string text, out PairingLink? link)
    {
        link = null;
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        if (hash < 0 || text.Length > MaximumLength || !text.AsSpan(hash + 1).StartsWith(Fragment, StringComparison.Ordinal)
            || !Uri.TryCreate(text[..hash], UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https"))
        {
            return false;
        }

        var buffer = new byte[MaximumLength];
        if (!StrictBase64Url.TryDecode(text.AsSpan(hash + 1 + Fragment.Length), buffer, out var length)
            || Read(buffer.AsSpan(0, length)) is not { Version: 1, Id: { } id, Name: { } name, Fingerprint: { } fingerprint, Viewer: { } viewer, Secret: { } secretText } document
            || !ViewerSecret.TryParse(secretText, out var secret))
        {
            return false;
        }

        link = new PairingLink(page, id, name, fingerprint, viewer, secret!, document.Mqtt ?? "", document.TopicPrefix ?? "camagent");
        return true;
    }

    private static PairingDocument? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, PairingJson.Default.PairingDocument);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record PairingDocument(
    [property: JsonPropertyName("v")] int Version, string? Id, string? Name, string? Fingerprint, string? Viewer, string? Secret, string? Mqtt, string? TopicPrefix);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 4)]
[JsonSerializable(typeof(PairingDocument))]
internal sealed partial class PairingJson : JsonSerializerContext;
