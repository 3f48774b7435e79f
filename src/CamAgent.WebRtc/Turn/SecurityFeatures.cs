using System.Buffers.Text;

namespace CamAgent.WebRtc.Turn;

/// <summary>
/// The set of bits that a nonce may begin with (RFC 8489 §9.2): because the nonce is signed later, nobody on the way can take a feature off
/// the server's list unseen.
/// </summary>
internal static class SecurityFeatures
{
    private const int EncodedSize = 4;

    private static ReadOnlySpan<byte> Cookie => "obMatJos2"u8;

    /// <summary>RFC 8489 §18.1: bit 0, the leftmost, says that PASSWORD-ALGORITHMS was sent.</summary>
    public static bool HavePasswordAlgorithms(ReadOnlySpan<byte> nonce)
    {
        if (!nonce.StartsWith(Cookie) || nonce.Length < Cookie.Length + EncodedSize)
            return false;
        Span<byte> bits = stackalloc byte[3];
        var status = Base64.DecodeFromUtf8(nonce.Slice(Cookie.Length, EncodedSize), bits, out _, out var written);
        return status == System.Buffers.OperationStatus.Done && written == bits.Length && (bits[0] & 0x80) != 0;
    }
}
