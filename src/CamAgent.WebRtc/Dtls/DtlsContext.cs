using System.Security.Cryptography;
using CamAgent.WebRtc.Interop;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc.Dtls;

/// <summary>
/// What all DTLS sessions of this program have in common: certificate, version, ciphers, SRTP profiles. It takes a millisecond to make,
/// is made once, never changes, and may be used by any number of threads. Sessions outlive it safely: OpenSSL counts their references.
/// </summary>
public sealed unsafe class DtlsContext : IDisposable
{
    // RFC 8827 §6.5 obliges to ECDHE with ECDSA and AES-128-GCM. With RSA: a peer that serves may have an RSA certificate. All are AEADs,
    // so that a record is never more than DtlsSession.RecordOverhead longer than its content.
    private const string Ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
        + "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
        + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";

    private DtlsContext(SafeSslContextHandle handle) => Handle = handle;

    internal SafeSslContextHandle Handle { get; }

    /// <summary>Makes the context; the certificate is copied into it.</summary>
    /// <param name="profiles">In order of preference; <see cref="SrtpProfilePreference.Default"/> unless there is a reason.</param>
    /// <exception cref="DllNotFoundException">OpenSSL is not installed; the message says what to install.</exception>
    /// <exception cref="CryptographicException">OpenSSL refuses a setting; the message says which.</exception>
    public static DtlsContext Create(DtlsCertificate certificate, IReadOnlyList<SrtpProfile> profiles) => Create(certificate, profiles, Ciphers);

    internal static DtlsContext Create(DtlsCertificate certificate, IReadOnlyList<SrtpProfile> profiles, string ciphers)
    {
        if (profiles.Count == 0)
            throw new ArgumentException("At least one SRTP profile is needed.", nameof(profiles));
        var handle = LibSsl.SSL_CTX_new(LibSsl.DTLS_method());
        try
        {
            OpenSslError.ThrowIfFailed(!handle.IsInvalid, "making a DTLS context");
            RestrictProtocol(handle, ciphers);
            UseCertificate(handle, certificate);
            // The identity is the fingerprint that came with the signaling: the callback takes the place of the check of a chain.
            LibSsl.SSL_CTX_set_verify(handle, LibSsl.VerifyPeerAndFailWithoutCertificate, 0);
            LibSsl.SSL_CTX_set_cert_verify_callback(handle, &OpenSslCallbacks.VerifyCertificate, 0);
            OpenSslError.ThrowIfFailed(
                LibSsl.SSL_CTX_set_tlsext_use_srtp(handle, string.Join(':', profiles.Select(profile => profile.OpenSslName))) == 0,
                "setting the SRTP profiles");
            return new DtlsContext(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public void Dispose() => Handle.Dispose();

    private static void RestrictProtocol(SafeSslContextHandle handle, string ciphers)
    {
        // A session is never resumed: each viewer's keys are new. Renegotiation would change keys under SRTP's feet.
        _ = LibSsl.SSL_CTX_set_options(
            handle, LibSsl.OptionNoQueryMtu | LibSsl.OptionNoTicket | LibSsl.OptionNoCompression | LibSsl.OptionNoRenegotiation);
        _ = LibSsl.SSL_CTX_ctrl(handle, LibSsl.ControlSetSessionCacheMode, 0, null);
        OpenSslError.ThrowIfFailed(
            LibSsl.SSL_CTX_ctrl(handle, LibSsl.ControlSetMinimumVersion, LibSsl.Dtls12Version, null) == 1
            && LibSsl.SSL_CTX_ctrl(handle, LibSsl.ControlSetMaximumVersion, LibSsl.Dtls12Version, null) == 1,
            "choosing DTLS 1.2");
        OpenSslError.ThrowIfFailed(LibSsl.SSL_CTX_set_cipher_list(handle, ciphers) == 1, "setting the ciphers");
        fixed (byte* groups = "X25519:P-256:P-384\0"u8)
        {
            OpenSslError.ThrowIfFailed(LibSsl.SSL_CTX_ctrl(handle, LibSsl.ControlSetGroupsList, 0, groups) == 1, "setting the groups");
        }
    }

    private static void UseCertificate(SafeSslContextHandle handle, DtlsCertificate certificate)
    {
        var key = certificate.ExportKeyDer();
        fixed (byte* certificatePointer = certificate.CertificateDer.Span, keyPointer = key)
        {
            OpenSslError.ThrowIfFailed(
                LibSsl.SSL_CTX_use_certificate_ASN1(handle, certificate.CertificateDer.Length, certificatePointer) == 1,
                "using the certificate");
            OpenSslError.ThrowIfFailed(
                LibSsl.SSL_CTX_use_PrivateKey_ASN1(LibSsl.KeyTypeEc, handle, keyPointer, key.Length) == 1,
                "using the private key");
        }

        CryptographicOperations.ZeroMemory(key);
    }
}
