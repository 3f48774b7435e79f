using System.Runtime.InteropServices;

namespace CamAgent.WebRtc.Interop;

/// <summary>
/// The part of libcrypto that is used here. Functions called for every packet take the bare pointer: a SafeHandle's reference counting
/// would cost more than the call, and their callers keep the handle alive themselves.
/// </summary>
internal static unsafe partial class LibCrypto
{
    public const int CipherGetTag = 0x10;
    public const int CipherSetTag = 0x11;
    public const int CertificateRejected = 28;

    static LibCrypto() => OpenSslLibrary.EnsureResolver();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nuint ERR_get_error();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void ERR_clear_error();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint ERR_reason_error_string(nuint error);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_get_new_index();

    [LibraryImport(OpenSslLibrary.Crypto, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint BIO_meth_new(int type, string name);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_meth_set_read(nint method, delegate* unmanaged<nint, byte*, int, int> read);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_meth_set_write(nint method, delegate* unmanaged<nint, byte*, int, int> write);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_meth_set_ctrl(nint method, delegate* unmanaged<nint, int, nint, nint, nint> control);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int BIO_meth_set_destroy(nint method, delegate* unmanaged<nint, int> destroy);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint BIO_new(nint method);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void BIO_set_init(nint bio, int initialised);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void BIO_set_data(nint bio, nint data);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint BIO_get_data(nint bio);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void BIO_set_flags(nint bio, int flags);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void BIO_clear_flags(nint bio, int flags);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint X509_STORE_CTX_get_ex_data(nint storeContext, int index);

    /// <summary>The certificate under verification; its owner is the context.</summary>
    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint X509_STORE_CTX_get0_cert(nint storeContext);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void X509_STORE_CTX_set_error(nint storeContext, int error);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int X509_digest(nint certificate, nint digest, byte* output, uint* length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_sha1();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_sha256();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_sha384();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_sha512();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_aes_128_gcm();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial nint EVP_aes_128_ctr();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial SafeCipherHandle EVP_CIPHER_CTX_new();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_CIPHER_CTX_ctrl(nint context, int command, int argument, byte* pointer);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_CipherInit_ex(nint context, nint cipher, nint engine, byte* key, byte* initialisationVector, int encrypt);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_CipherUpdate(nint context, byte* output, int* outputLength, byte* input, int inputLength);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_CipherFinal_ex(nint context, byte* output, int* outputLength);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial SafeDigestHandle EVP_MD_CTX_new();

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_MD_CTX_copy_ex(nint destination, nint source);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_DigestInit_ex(nint context, nint digest, nint engine);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_DigestUpdate(nint context, byte* data, nuint length);

    [LibraryImport(OpenSslLibrary.Crypto)]
    public static partial int EVP_DigestFinal_ex(nint context, byte* output, uint* length);
}
