using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CamAgent.Access;

/// <summary>Makes a camera's identity: ECDSA P-256, the curve that every WebRTC endpoint must support (RFC 8827 §6.5).</summary>
internal static class SelfSignedIdentity
{
    /// <summary>Viewers pin the certificate and do not look at its dates: it lasts as long as the device.</summary>
    private const int Years = 30;

    /// <summary>PEM: the certificate and its PKCS #8 key.</summary>
    /// <param name="now">Boards without a battery start with a clock in the past, which is why the certificate begins a day before it.</param>
    public static byte[] CreatePem(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The name says nothing about the device: whoever connects sees it before any access control.
        var request = new CertificateRequest("CN=camagent", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        return Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }
}
