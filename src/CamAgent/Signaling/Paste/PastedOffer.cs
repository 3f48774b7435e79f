using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace CamAgent.Signaling.Paste;

/// <summary>The forms in which people paste a session description.</summary>
internal enum PasteForm
{
    Sdp,

    /// <summary>What <c>JSON.stringify(pc.localDescription)</c> gives.</summary>
    Json,
    Base64Sdp,
    Base64Json,
}

/// <param name="Sdp">The offer's description.</param>
/// <param name="Form">The answer takes the same.</param>
internal sealed record PastedOffer(string Sdp, PasteForm Form)
{
    private const string TypeMember = "type";
    private const string SdpMember = "sdp";

    /// <summary>Understands the whole text as an offer in one of the forms; false with the reason in words.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PastedOffer? offer, out string problem)
    {
        var trimmed = text.Trim();
        problem = "This is not an offer: neither SDP, nor {\"type\":\"offer\",\"sdp\":…}, nor base64 of either.";
        offer = null;
        if (TryParsePlain(trimmed, out var sdp, out var json, ref problem))
            offer = new PastedOffer(sdp, json ? PasteForm.Json : PasteForm.Sdp);
        else if (DecodeBase64(trimmed) is { } decoded && TryParsePlain(decoded.Trim(), out sdp, out json, ref problem))
            offer = new PastedOffer(sdp, json ? PasteForm.Base64Json : PasteForm.Base64Sdp);
        return offer is not null;
    }

    /// <summary>The answer in the form of this offer, on one line but for plain SDP.</summary>
    public string Format(string answer) => Form switch
    {
        PasteForm.Json => ToJson(answer),
        PasteForm.Base64Sdp => Convert.ToBase64String(Encoding.UTF8.GetBytes(answer)),
        PasteForm.Base64Json => Convert.ToBase64String(Encoding.UTF8.GetBytes(ToJson(answer))),
        _ => answer,
    };

    private static bool TryParsePlain(string text, [NotNullWhen(true)] out string? sdp, out bool json, ref string problem)
    {
        json = text.StartsWith('{');
        sdp = null;
        if (json)
            sdp = ReadJson(text, ref problem);
        else if (text.StartsWith("v=0", StringComparison.Ordinal))
            sdp = text.ReplaceLineEndings("\r\n") + "\r\n"; // Terminals and editors turn CRLF into LF (RFC 8866 §5 wants CRLF).
        return sdp is not null;
    }

    private static string? ReadJson(string text, ref string problem)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (TextOf(document.RootElement, SdpMember) is not { Length: > 0 } sdp)
                problem = "The JSON has no \"sdp\".";
            else if (TextOf(document.RootElement, TypeMember) != "offer")
                problem = "The JSON is not an offer: its \"type\" must be \"offer\".";
            else
                return sdp;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            problem = "The JSON is incomplete or damaged.";
        }

        return null;
    }

    private static string? TextOf(JsonElement root, string member) =>
        root.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? DecodeBase64(string text)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static string ToJson(string answer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(TypeMember, "answer");
            json.WriteString(SdpMember, answer);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
