using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CamAgent.Access;

/// <summary>The SHA-256 fingerprint of the certificate in a PEM text, as SDP writes it (RFC 8122 §5): upper case, colons.</summary>
internal static class IdentityFingerprint
{
    /// <summary>False unless the text holds a certificate and a private key. What they say is the business of who uses them.</summary>
    public static bool TryCompute(ReadOnlySpan<byte> pem, out string fingerprint)
    {
        fingerprint = "";
        ReadOnlySpan<char> text = Encoding.ASCII.GetString(pem);
        var hasKey = false;
        while (PemEncoding.TryFind(text, out var fields))
        {
            var label = text[fields.Label];
            hasKey |= label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);
            if (label is "CERTIFICATE" && fingerprint.Length == 0)
                fingerprint = Of(text[fields.Base64Data], fields.DecodedDataLength);
            text = text[fields.Location.End..];
        }

        return hasKey && fingerprint.Length > 0;
    }

    private static string Of(ReadOnlySpan<char> base64, int length)
    {
        var der = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return Convert.TryFromBase64Chars(base64, der, out var written) ? Format(SHA256.HashData(der.AsSpan(0, written))) : "";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(der);
        }
    }

    private static string Format(byte[] hash) => BitConverter.ToString(hash).Replace('-', ':');
}
