using System.Buffers;
using System.Buffers.Text;

namespace CamAgent.Access;

/// <summary>RFC 4648 §5 without padding, and only the one spelling that each sequence of bytes has: no line breaks, no stray bits behind the last byte (§3.5).</summary>
internal static class StrictBase64Url
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool IsAlphabet(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Alphabet);

    /// <summary>False when the text is not canonical, or longer than <paramref name="destination"/> can hold.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination, out int length)
    {
        length = 0;
        if (text.Length % 4 == 1 || text.Length * 3L / 4 > destination.Length || !IsAlphabet(text)
            || Base64Url.DecodeFromChars(text, destination, out _, out length) != OperationStatus.Done)
        {
            return false;
        }

        var tail = length % 3;
        if (tail == 0)
            return true;
        Span<char> again = stackalloc char[4];
        var count = Base64Url.EncodeToChars(destination.Slice(length - tail, tail), again);
        return again[..count].SequenceEqual(text[^count..]);
    }
}
