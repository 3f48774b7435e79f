using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CamAgent.WebRtc.Dtls;

/// <summary>
/// The camera's lasting identity in DTLS: a self-signed ECDSA P-256 certificate (RFC 8827 §6.5) and its key. Viewers pin its fingerprint,
/// so it is made once and stored; whoever stores <see cref="ExportPem"/> keeps it from other users' eyes.
/// </summary>
public sealed class DtlsCertificate : IDisposable
{
    private const string CurveOid = "1.2.840.10045.3.1.7";

    private readonly X509Certificate2 _certificate;
    private readonly ECDsa _key;

    private DtlsCertificate(X509Certificate2 certificate, ECDsa key)
    {
        _certificate = certificate;
        _key = key;
        Fingerprint = DtlsFingerprint.Sha256Of(certificate.RawDataMemory.Span);
    }

    /// <summary>SHA-256 over the certificate; its text is the form that SDP and pairing links carry.</summary>
    public DtlsFingerprint Fingerprint { get; }

    /// <summary>Makes a new key and a certificate for it.</summary>
    /// <param name="notBefore">A day in the past is good: the clock of a camera that just started may be behind.</param>
    /// <param name="notAfter">WebRTC checks the fingerprint only, so this may be decades ahead.</param>
    public static DtlsCertificate Create(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The subject says nothing about the device: the certificate travels in the clear.
        var request = new CertificateRequest("CN=WebRTC", key, HashAlgorithmName.SHA256);
        return new DtlsCertificate(request.CreateSelfSigned(notBefore, notAfter), key);
    }

    /// <summary>Reads what <see cref="ExportPem"/> wrote.</summary>
    /// <param name="problem">Where false: what is wrong with it, for people.</param>
    public static bool TryLoadPem(ReadOnlySpan<byte> pem, [NotNullWhen(true)] out DtlsCertificate? certificate, [NotNullWhen(false)] out string? problem)
    {
        certificate = null;
        ECDsa? key = null;
        X509Certificate2? x509 = null;
        try
        {
            var text = Encoding.UTF8.GetString(pem);
            key = ECDsa.Create();
            key.ImportFromPem(text);
            x509 = X509Certificate2.CreateFromPem(text, text);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value != CurveOid)
            {
                problem = "its key is not an ECDSA key on the curve P-256";
                return false;
            }

            certificate = new DtlsCertificate(x509, key);
            problem = null;
            (key, x509) = (null, null);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            problem = $"it does not hold a certificate and its private key in PEM: {exception.Message}";
            return false;
        }
        finally
        {
            key?.Dispose();
            x509?.Dispose();
        }
    }

    /// <summary>The certificate and the private key (PKCS #8, not encrypted), each in PEM, in ASCII.</summary>
    public byte[] ExportPem() => Encoding.ASCII.GetBytes($"{_certificate.ExportCertificatePem()}\n{_key.ExportPkcs8PrivateKeyPem()}\n");

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    /// <summary>X.509, DER.</summary>
    internal ReadOnlyMemory<byte> CertificateDer => _certificate.RawDataMemory;

    /// <summary>RFC 5915 ECPrivateKey, DER; the caller overwrites it after use.</summary>
    internal byte[] ExportKeyDer() => _key.ExportECPrivateKey();
}
