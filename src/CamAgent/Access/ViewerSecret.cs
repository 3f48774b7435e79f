using System.Buffers.Text;
using System.Security.Cryptography;

namespace CamAgent.Access;

/// <summary>The 256 bits that a viewer shares with the camera. Never printed but into a pairing link.</summary>
internal sealed class ViewerSecret
{
    public const int Length = 32;

    private readonly byte[] _bytes;

    private ViewerSecret(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public static ViewerSecret Create() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>43 characters of unpadded base64url that stand for exactly 32 bytes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ViewerSecret? secret)
    {
        var bytes = new byte[Length];
        secret = StrictBase64Url.TryDecode(text, bytes, out var length) && length == Length ? new ViewerSecret(bytes) : null;
        return secret is not null;
    }

    public string ToBase64Url() => Base64Url.EncodeToString(_bytes);

    /// <summary>In a time that says nothing about where they differ.</summary>
    public bool Matches(ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(_bytes, other);

    public override string ToString() => "***";
}
