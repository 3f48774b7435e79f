using System.Runtime.InteropServices;

namespace CamAgent.WebRtc.Interop;

/// <summary>The part of libssl that DTLS-SRTP needs; every function is in OpenSSL 3.0 and later. Names are OpenSSL's.</summary>
internal static unsafe partial class LibSsl
{
    public const int ErrorWantRead = 2;
    public const int ErrorWantWrite = 3;
    public const int ErrorZeroReturn = 6;

    public const int Dtls12Version = 0xFEFD;
    public const int VerifyPeerAndFailWithoutCertificate = 0x01 | 0x02;
    public const int KeyTypeEc = 408;

    public const ulong OptionNoQueryMtu = 1UL << 12;
    public const ulong OptionNoTicket = 1UL << 14;
    public const ulong OptionNoCompression = 1UL << 17;
    public const ulong OptionNoRenegotiation = 1UL << 30;

    public const int ControlSetMtu = 17;
    public const int ControlSetSessionCacheMode = 44;
    public const int ControlGetTimeout = 73;
    public const int ControlHandleTimeout = 74;
    public const int ControlSetGroupsList = 92;
    public const int ControlSetMinimumVersion = 123;
    public const int ControlSetMaximumVersion = 124;

    static LibSsl() => OpenSslLibrary.EnsureResolver();

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint DTLS_method();

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial SafeSslContextHandle SSL_CTX_new(nint method);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial ulong SSL_CTX_set_options(SafeSslContextHandle context, ulong options);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint SSL_CTX_ctrl(SafeSslContextHandle context, int command, nint argument, void* pointer);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_CTX_use_certificate_ASN1(SafeSslContextHandle context, int length, byte* der);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_CTX_use_PrivateKey_ASN1(int keyType, SafeSslContextHandle context, byte* der, nint length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_CTX_set_verify(SafeSslContextHandle context, int mode, nint callback);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_CTX_set_cert_verify_callback(
        SafeSslContextHandle context, delegate* unmanaged<nint, nint, int> callback, nint argument);

    [LibraryImport(OpenSslLibrary.Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_cipher_list(SafeSslContextHandle context, string ciphers);

    /// <summary>Returns 0 on success, unlike its neighbours.</summary>
    [LibraryImport(OpenSslLibrary.Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_tlsext_use_srtp(SafeSslContextHandle context, string profiles);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial SafeSslHandle SSL_new(SafeSslContextHandle context);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint SSL_ctrl(SafeSslHandle ssl, int command, nint argument, void* pointer);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_set_bio(SafeSslHandle ssl, nint read, nint write);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint SSL_get_rbio(nint ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_set_connect_state(SafeSslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void SSL_set_accept_state(SafeSslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_do_handshake(SafeSslHandle ssl);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_get_error(SafeSslHandle ssl, int result);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_read(SafeSslHandle ssl, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_write(SafeSslHandle ssl, byte* buffer, int length);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_shutdown(SafeSslHandle ssl);

    /// <summary>The address of a structure { const char* name; unsigned long id; } in static memory, or null.</summary>
    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint SSL_get_selected_srtp_profile(SafeSslHandle ssl);

    /// <summary>The negotiated SSL_CIPHER, in static memory.</summary>
    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial nint SSL_get_current_cipher(SafeSslHandle ssl);

    /// <summary>The cipher suite's number in the standard.</summary>
    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial ushort SSL_CIPHER_get_protocol_id(nint cipher);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_export_keying_material(
        SafeSslHandle ssl, byte* output, nuint outputLength, byte* label, nuint labelLength, byte* context, nuint contextLength, int useContext);

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial int SSL_get_ex_data_X509_STORE_CTX_idx();

    [LibraryImport(OpenSslLibrary.Ssl)]
    public static partial void DTLS_set_timer_cb(SafeSslHandle ssl, delegate* unmanaged<nint, uint, uint> callback);
}
