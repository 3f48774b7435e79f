using System.Buffers;

namespace CamAgent.Access;

/// <summary>Somebody who may watch.</summary>
/// <param name="Expires">Null: never.</param>
internal sealed record Viewer(string Name, ViewerSecret Secret, ViewerRights Rights, DateTimeOffset Created, DateTimeOffset? Expires)
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>The rule for names, for people.</summary>
    public const string NameRule = "1 to 32 of a-z, 0-9, '.', '_' and '-', starting with a letter or digit";

    public static bool IsName(string text) =>
        text.Length is >= 1 and <= 32 && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    public bool IsExpired(DateTimeOffset now) => Expires is { } expires && now >= expires;
}
