using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CamAgent.WebRtc.Dtls;

namespace CamAgent.WebRtc.Tests.Dtls;

public sealed class DtlsCertificateTests
{
    [Fact]
    public void A_stored_certificate_is_the_same_when_it_is_loaded()
    {
        Assert.True(DtlsCertificate.TryLoadPem(Identities.Camera.ExportPem(), out var loaded, out _));

        Assert.Equal(Identities.Camera.Fingerprint, loaded.Fingerprint);
        Assert.Equal(Identities.Camera.ExportPem(), loaded.ExportPem());
        loaded.Dispose();
    }

    [Fact]
    public void A_loaded_certificate_serves()
    {
        Assert.True(DtlsCertificate.TryLoadPem(Identities.Camera.ExportPem(), out var loaded, out _));
        using var context = DtlsContext.Create(loaded, [CamAgent.WebRtc.Srtp.SrtpProfile.AeadAes128Gcm]);
        using var pair = new DtlsPair(server: context);

        pair.Connect();

        loaded.Dispose();
    }

    [Fact]
    public void The_fingerprint_is_the_SHA_256_of_the_certificate_in_upper_case_with_colons()
    {
        using var x509 = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Identities.Camera.ExportPem()));

        var text = Identities.Camera.Fingerprint.ToString();

        Assert.Equal(x509.GetCertHashString(HashAlgorithmName.SHA256), text.Replace(":", "", StringComparison.Ordinal));
        Assert.Equal(95, text.Length);
        Assert.Matches("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", text);
    }

    [Fact]
    public void The_certificate_is_ECDSA_P_256_and_valid_as_asked()
    {
        var from = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = DtlsCertificate.Create(from, from.AddYears(20));
        using var x509 = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(certificate.ExportPem()));

        Assert.Equal(256, x509.GetECDsaPublicKey()!.KeySize);
        Assert.Equal(from.UtcDateTime, x509.NotBefore.ToUniversalTime());
        Assert.Equal(from.AddYears(20).UtcDateTime, x509.NotAfter.ToUniversalTime());
    }

    [Fact]
    public void A_damaged_file_is_refused_in_words()
    {
        var pem = Identities.Camera.ExportPem();
        foreach (var damaged in new[] { [], pem[..100], pem[..^200], "hello"u8.ToArray(), [.. pem[..80], 0, 1, 2, .. pem[90..]] })
        {
            Assert.False(DtlsCertificate.TryLoadPem(damaged, out var certificate, out var problem));
            Assert.Null(certificate);
            Assert.NotEmpty(problem);
        }
    }

    [Fact]
    public void A_certificate_with_anothers_key_is_refused()
    {
        var mine = Encoding.ASCII.GetString(Identities.Camera.ExportPem());
        var other = Encoding.ASCII.GetString(Identities.Viewer.ExportPem());
        var mixed = mine[..mine.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)] + other[other.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)..];

        Assert.False(DtlsCertificate.TryLoadPem(Encoding.ASCII.GetBytes(mixed), out _, out _));
    }

    [Fact]
    public void A_key_on_another_curve_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var x509 = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var pem = $"{x509.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}";

        Assert.False(DtlsCertificate.TryLoadPem(Encoding.ASCII.GetBytes(pem), out _, out var problem));
        Assert.Contains("P-256", problem, StringComparison.Ordinal);
    }
}
