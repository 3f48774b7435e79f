using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace CamAgent.WebRtc.Sdp;

/// <summary>The checks every description passes before its first line is read.</summary>
internal static class SdpText
{
    internal static SdpError? Check(ReadOnlySpan<char> text)
    {
        if (text.Length > SdpLimits.Size)
            return new SdpError(0, $"the description is longer than {SdpLimits.Size} characters");
        // A string can hold half of a surrogate pair, which no UTF-8 stands for.
        return IsWellFormed(text) ? null : new SdpError(0, "the description is not valid Unicode");
    }

    internal static bool TryDecode(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out SdpError? error)
    {
        text = null;
        error = null;
        if (utf8.Length > SdpLimits.Size)
            error = new SdpError(0, $"the description is longer than {SdpLimits.Size} bytes");
        else if (!Utf8.IsValid(utf8))
            error = new SdpError(0, "the description is not valid UTF-8");
        else
            text = Encoding.UTF8.GetString(utf8);
        return error is null;
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (surrogate < 0)
                return true;
            if (surrogate + 1 >= text.Length || !char.IsSurrogatePair(text[surrogate], text[surrogate + 1]))
                return false;
            text = text[(surrogate + 2)..];
        }

        return true;
    }
}
