using System.Buffers;

namespace CamAgent.WebRtc.Ice;

/// <summary>RFC 8839 §5.1: ice-char = ALPHA / DIGIT / "+" / "/".</summary>
internal static class IceCharacters
{
    /// <summary>Sixty-four characters: six random bits choose one without bias.</summary>
    public const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphabet);

    public static bool IsToken(ReadOnlySpan<char> text, int minimum, int maximum) =>
        text.Length >= minimum && text.Length <= maximum && !text.ContainsAnyExcept(Allowed);
}
