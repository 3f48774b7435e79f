using CamAgent.WebRtc.Dtls;

namespace CamAgent.Access;

/// <summary>Makes a camera's identity.</summary>
internal static class SelfSignedIdentity
{
    /// <summary>Viewers pin the certificate and do not look at its dates: it lasts as long as the device.</summary>
    private const int Years = 30;

    /// <summary>PEM: the certificate and its PKCS #8 key.</summary>
    /// <param name="now">Boards without a battery start with a clock in the past, which is why the certificate begins a day before it.</param>
    public static byte[] CreatePem(DateTimeOffset now)
    {
        using var certificate = DtlsCertificate.Create(now.AddDays(-1), now.AddYears(Years));
        return certificate.ExportPem();
    }
}
