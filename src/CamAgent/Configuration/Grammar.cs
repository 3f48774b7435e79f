using System.Buffers;
using System.Globalization;
using System.Text;

namespace CamAgent.Configuration;

/// <summary>The forms that values have.</summary>
internal static class Grammar
{
    private static readonly SearchValues<char> DeviceIdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
    private static readonly SearchValues<char> ChipCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:@/");

    public static bool IsDeviceId(string text) => text.Length is >= 1 and <= 32 && !text.AsSpan().ContainsAnyExcept(DeviceIdCharacters);

    /// <summary>A part of a topic: of an input, an output.</summary>
    public static bool IsPartName(string text) =>
        text.Length is >= 1 and <= 32 && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    public static bool IsChip(string text) => text.Length is >= 1 and <= 64 && !text.AsSpan().ContainsAnyExcept(ChipCharacters);

    /// <summary>A line's name in the kernel: at most 31 bytes (GPIO_MAX_NAME_SIZE). Digits alone would be mistaken for an offset.</summary>
    public static bool IsLineName(string text) =>
        Encoding.UTF8.GetByteCount(text) is >= 1 and <= 31 && !HasControl(text) && text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>One line for people.</summary>
    public static bool IsLabel(string text) => text.Length is >= 1 and <= 64 && !string.IsNullOrWhiteSpace(text) && !HasControl(text);

    public static bool IsArgument(string text) => text.Length <= 4096 && !text.Contains('\0', StringComparison.Ordinal);

    public static bool IsPath(string text) => text.Length <= 4096 && !HasControl(text);

    public static bool IsUsername(string text) => text.Length <= 256 && !HasControl(text);

    public static bool IsPattern(string text) => text.Length is >= 1 and <= 128 && !HasControl(text);

    public static bool IsHostName(string text) =>
        text.Length is >= 1 and <= 253 && !text.AsSpan().ContainsAnyExcept(HostCharacters)
        && text.Split('.') is var labels && labels.All(label => label.Length is >= 1 and <= 63 && !label.StartsWith('-') && !label.EndsWith('-'));

    /// <summary>A topic name to put others below (MQTT 5 §4.7): no wildcards, no empty level, and not among the broker's own <c>$</c> topics.</summary>
    public static bool IsTopicPrefix(string text) =>
        Encoding.UTF8.GetByteCount(text) is >= 1 and <= 128 && text[0] != '$' && !HasControl(text) && text.AsSpan().IndexOfAny('+', '#', '\uFFFD') < 0
        && !text.Split('/').Contains("", StringComparer.Ordinal);

    public static bool IsMqttUrl(string text) => IsUrl(text, ["mqtt", "mqtts", "ws", "wss"]) && new Uri(text) is var uri
        && (uri.Scheme is "ws" or "wss" || uri.PathAndQuery is "/" or "");

    public static bool IsWebSocketUrl(string text) => IsUrl(text, ["ws", "wss"]);

    public static bool IsWebUrl(string text) => IsUrl(text, ["http", "https"]);

    /// <summary>RFC 6454 §6.2: what a browser sends as its <c>Origin</c>, letter for letter.</summary>
    public static bool IsOrigin(string text) => IsWebUrl(text) && new Uri(text).GetLeftPart(UriPartial.Authority) == text;

    /// <summary>Secrets do not belong into URLs: they end up in logs.</summary>
    private static bool IsUrl(string text, ReadOnlySpan<string> schemes) =>
        text.Length <= 1024 && !HasControl(text) && !text.Contains(' ', StringComparison.Ordinal) && !text.Contains('#', StringComparison.Ordinal)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme)
        && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.Port is -1 or > 0;

    private static bool HasControl(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return true;
        }

        return false;
    }
}
