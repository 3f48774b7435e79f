using System.Globalization;

namespace CamAgent.Signaling;

/// <summary>Makes text from the network fit for a log line: one line, no control or direction-changing characters, bounded.</summary>
internal static class LogText
{
    private const int MaximumLength = 120;
    private const int ShownOfSession = 6;

    public static string Sanitise(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var length = Math.Min(text.Length, MaximumLength);
        var clean = string.Create(length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = IsHarmless(source[i]) ? source[i] : '?';
        });
        return text.Length > MaximumLength ? clean + "…" : clean;
    }

    /// <summary>Enough of a session's name to follow it through a log, too little to join it.</summary>
    public static string Session(string session) =>
        session.Length <= ShownOfSession ? Sanitise(session) : string.Concat(Sanitise(session[..ShownOfSession]), "…");

    private static bool IsHarmless(char character) => char.GetUnicodeCategory(character) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
