namespace CamAgent.WebRtc.Dtls;

/// <summary>
/// Handshake messages in the clear, looked at before OpenSSL sees them (RFC 6347 §4.2.2): it ends the handshake at a fragment that
/// contradicts itself, though anyone may have sent it.
/// </summary>
internal static class HandshakeFragments
{
    private const int HeaderLength = 12;

    // A certificate chain of a few certificates; OpenSSL's own limit is 100 kB.
    private const int MaximumMessageLength = 32 * 1024;

    /// <summary>Whether the content is one or more fragments, each within its message and all within the record.</summary>
    public static bool AreWellFormed(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            if (content.Length < HeaderLength || !IsKnownType(content[0]))
                return false;
            var messageLength = ReadUInt24(content[1..]);
            var offset = ReadUInt24(content[6..]);
            var length = ReadUInt24(content[9..]);
            if (messageLength > MaximumMessageLength || offset + length > messageLength || length > content.Length - HeaderLength)
                return false;
            // A fragment without content is a message without content (ServerHelloDone).
            if (length == 0 && messageLength != 0)
                return false;
            content = content[(HeaderLength + length)..];
        }

        return true;
    }

    // RFC 6347 §4.3.2: client_hello, server_hello, hello_verify_request; certificate to client_key_exchange. Finished (20) is never in
    // the clear, hello_request (0) would ask for a renegotiation.
    private static bool IsKnownType(byte type) => type is 1 or 2 or 3 or 11 or 12 or 13 or 14 or 15 or 16;

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
}
