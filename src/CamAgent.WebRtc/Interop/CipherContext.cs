using System.Security.Cryptography;

namespace CamAgent.WebRtc.Interop;

/// <summary>
/// A cipher with one key for its whole life, in one direction; each message only sets the initialisation vector, which is twice as fast as
/// setting the key again. Not for two threads at once, nor for use while it is disposed.
/// </summary>
internal sealed unsafe class CipherContext : IDisposable
{
    private readonly SafeCipherHandle _handle;

    private CipherContext(nint cipher, ReadOnlySpan<byte> key, bool encrypt)
    {
        _handle = LibCrypto.EVP_CIPHER_CTX_new();
        fixed (byte* keyPointer = key)
        {
            OpenSslError.ThrowIfFailed(
                !_handle.IsInvalid && LibCrypto.EVP_CipherInit_ex(_handle.DangerousGetHandle(), cipher, 0, keyPointer, null, encrypt ? 1 : 0) == 1,
                "setting a cipher's key");
        }
    }

    /// <summary>AES-128-GCM with a vector of 12 bytes.</summary>
    public static CipherContext Aes128Gcm(ReadOnlySpan<byte> key, bool encrypt) => new(LibCrypto.EVP_aes_128_gcm(), Checked(key), encrypt);

    /// <summary>AES-128 in counter mode with a first counter block of 16 bytes; both directions are the same.</summary>
    public static CipherContext Aes128Counter(ReadOnlySpan<byte> key) => new(LibCrypto.EVP_aes_128_ctr(), Checked(key), encrypt: true);

    public void Dispose() => _handle.Dispose();

    /// <summary>Starts a message.</summary>
    public void Begin(ReadOnlySpan<byte> initialisationVector)
    {
        var context = Context;
        fixed (byte* vector = initialisationVector)
        {
            if (LibCrypto.EVP_CipherInit_ex(context, 0, 0, null, vector, -1) != 1)
                ThrowFailed();
        }

        GC.KeepAlive(_handle);
    }

    /// <summary>Adds associated data: authenticated, not encrypted.</summary>
    public void AddAssociatedData(ReadOnlySpan<byte> data)
    {
        var context = Context;
        int written;
        fixed (byte* input = data)
        {
            if (!data.IsEmpty && LibCrypto.EVP_CipherUpdate(context, null, &written, input, data.Length) != 1)
                ThrowFailed();
        }

        GC.KeepAlive(_handle);
    }

    /// <summary>Encrypts or decrypts. The output has the input's length and is the same memory or does not overlap it.</summary>
    public void Transform(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.Length > destination.Length)
            throw new ArgumentException("The destination is shorter than the source.", nameof(destination));
        var context = Context;
        int written;
        fixed (byte* input = source, output = destination)
        {
            if (!source.IsEmpty && LibCrypto.EVP_CipherUpdate(context, output, &written, input, source.Length) != 1)
                ThrowFailed();
        }

        GC.KeepAlive(_handle);
    }

    /// <summary>Ends an encryption and writes its authentication tag.</summary>
    public void FinishWithTag(Span<byte> tag)
    {
        var context = Context;
        int written;
        fixed (byte* output = tag)
        {
            if (LibCrypto.EVP_CipherFinal_ex(context, output, &written) != 1
                || LibCrypto.EVP_CIPHER_CTX_ctrl(context, LibCrypto.CipherGetTag, tag.Length, output) != 1)
                ThrowFailed();
        }

        GC.KeepAlive(_handle);
    }

    /// <summary>Ends a decryption; false where the tag is not the message's.</summary>
    public bool FinishMatches(ReadOnlySpan<byte> tag)
    {
        var context = Context;
        int written;
        byte nothing;
        bool matches;
        fixed (byte* expected = tag)
        {
            matches = LibCrypto.EVP_CIPHER_CTX_ctrl(context, LibCrypto.CipherSetTag, tag.Length, expected) == 1
                && LibCrypto.EVP_CipherFinal_ex(context, &nothing, &written) == 1;
        }

        GC.KeepAlive(_handle);
        return matches;
    }

    private nint Context
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return _handle.DangerousGetHandle();
        }
    }

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> key) =>
        key.Length == 16 ? key : throw new ArgumentException("AES-128 has a key of 16 bytes.", nameof(key));

    private static void ThrowFailed() => throw new CryptographicException($"OpenSSL: a cipher failed: {OpenSslError.TakeReason()}");
}
