using System.Security.Cryptography;

namespace CamAgent.WebRtc.Interop;

/// <summary>
/// HMAC-SHA1 (RFC 2104) for many messages under one key: the states after the key's two blocks are kept and copied, which saves two of
/// the four compressions that a short message costs. Not for two threads at once, nor for use while it is disposed.
/// </summary>
internal sealed unsafe class HmacSha1 : IDisposable
{
    public const int TagLength = 20;

    private const int BlockLength = 64;

    private readonly SafeDigestHandle _inner = LibCrypto.EVP_MD_CTX_new();
    private readonly SafeDigestHandle _outer = LibCrypto.EVP_MD_CTX_new();
    private readonly SafeDigestHandle _work = LibCrypto.EVP_MD_CTX_new();

    /// <param name="key">At most 64 bytes; a longer one would have to be hashed first, and no protocol here has one.</param>
    public HmacSha1(ReadOnlySpan<byte> key)
    {
        if (key.Length > BlockLength)
            throw new ArgumentException("The key is longer than SHA-1's block.", nameof(key));
        Absorb(_inner, key, 0x36);
        Absorb(_outer, key, 0x5C);
    }

    /// <summary>Writes the tag of the two parts, one after the other.</summary>
    /// <param name="tag">20 bytes.</param>
    public void Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> tag)
    {
        if (tag.Length != TagLength)
            throw new ArgumentException("HMAC-SHA1 has a tag of 20 bytes.", nameof(tag));
        ObjectDisposedException.ThrowIf(_work.IsClosed, this);
        var work = _work.DangerousGetHandle();
        bool succeeded;
        fixed (byte* firstPart = first, secondPart = second, output = tag)
        {
            succeeded = LibCrypto.EVP_MD_CTX_copy_ex(work, _inner.DangerousGetHandle()) == 1
                && LibCrypto.EVP_DigestUpdate(work, firstPart, (nuint)first.Length) == 1
                && LibCrypto.EVP_DigestUpdate(work, secondPart, (nuint)second.Length) == 1
                && LibCrypto.EVP_DigestFinal_ex(work, output, null) == 1
                && LibCrypto.EVP_MD_CTX_copy_ex(work, _outer.DangerousGetHandle()) == 1
                && LibCrypto.EVP_DigestUpdate(work, output, TagLength) == 1
                && LibCrypto.EVP_DigestFinal_ex(work, output, null) == 1;
        }

        GC.KeepAlive(this);
        OpenSslError.ThrowIfFailed(succeeded, "HMAC-SHA1");
    }

    public void Dispose()
    {
        _inner.Dispose();
        _outer.Dispose();
        _work.Dispose();
    }

    private static void Absorb(SafeDigestHandle state, ReadOnlySpan<byte> key, byte pad)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        block.Fill(pad);
        for (var i = 0; i < key.Length; i++)
            block[i] ^= key[i];
        fixed (byte* input = block)
        {
            OpenSslError.ThrowIfFailed(
                !state.IsInvalid
                && LibCrypto.EVP_DigestInit_ex(state.DangerousGetHandle(), LibCrypto.EVP_sha1(), 0) == 1
                && LibCrypto.EVP_DigestUpdate(state.DangerousGetHandle(), input, BlockLength) == 1,
                "setting an HMAC's key");
        }

        CryptographicOperations.ZeroMemory(block);
    }
}
