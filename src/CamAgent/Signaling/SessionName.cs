using System.Buffers;
using System.Buffers.Text;
using CamAgent.WebRtc;

namespace CamAgent.Signaling;

/// <summary>The name of a viewer's session: <c>[A-Za-z0-9_-]{8,64}</c> (contract §4).</summary>
internal static class SessionName
{
    public const int MinimumLength = 8;
    public const int MaximumLength = 64;

    private const int RandomBytes = 16;

    /// <summary>The base64url alphabet (RFC 4648 §5), which is also that of session names and nonces.</summary>
    internal static readonly SearchValues<char> Base64UrlAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool IsValid(ReadOnlySpan<char> name) =>
        name.Length is >= MinimumLength and <= MaximumLength && !name.ContainsAnyExcept(Base64UrlAlphabet);

    /// <summary>A name that nobody can guess: 128 random bits, 22 characters. It serves as the camera's nonce too.</summary>
    public static string Create(RandomSource random)
    {
        Span<byte> bytes = stackalloc byte[RandomBytes];
        random.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
