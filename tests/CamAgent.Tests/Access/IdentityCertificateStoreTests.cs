using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CamAgent.Access;

namespace CamAgent.Tests.Access;

[SupportedOSPlatform("linux")]
public sealed class IdentityCertificateStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private int _created;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_identity_is_made_once_and_lasts()
    {
        var first = Store().LoadOrCreate();

        Assert.Equal(first, Store().LoadOrCreate());
        Assert.Equal(1, _created);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Store().Path));
    }

    [Fact]
    public async Task Two_who_ask_at_once_get_the_same_one()
    {
        var identities = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Store().LoadOrCreate())));

        Assert.All(identities, identity => Assert.Equal(identities[0], identity));
        Assert.Equal(1, _created);
    }

    [Fact]
    public void A_broken_identity_is_named_and_not_replaced()
    {
        _ = Store().LoadOrCreate();
        File.WriteAllText(Store().Path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        Assert.Contains("holds no certificate with its private key", Assert.Throws<StateException>(() => Store().LoadOrCreate()).Message, StringComparison.Ordinal);
        Assert.Equal(1, _created);
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_certificate()
    {
        var pem = SelfSignedIdentity.CreatePem(DateTimeOffset.UtcNow);
        using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(pem), Encoding.ASCII.GetString(pem));

        Assert.True(IdentityFingerprint.TryCompute(pem, out var fingerprint));
        Assert.Equal(Convert.ToHexString(SHA256.HashData(certificate.RawData)), fingerprint.Replace(":", "", StringComparison.Ordinal));
        Assert.Equal(95, fingerprint.Length);
    }

    [Fact]
    public void A_new_identity_is_on_P256_and_outlasts_the_device()
    {
        var pem = Encoding.ASCII.GetString(SelfSignedIdentity.CreatePem(DateTimeOffset.UtcNow));
        using var certificate = X509Certificate2.CreateFromPem(pem, pem);
        using var key = certificate.GetECDsaPrivateKey();

        Assert.Equal("1.2.840.10045.3.1.7", key!.ExportParameters(false).Curve.Oid.Value);
        Assert.True(certificate.NotAfter > DateTime.Now.AddYears(25));
        Assert.True(certificate.NotBefore < DateTime.Now.AddHours(-23));
    }

    private IdentityCertificateStore Store() => new(StateDirectory.At(Path.Combine(_directory.Path, "state")), () =>
    {
        Interlocked.Increment(ref _created);
        return SelfSignedIdentity.CreatePem(DateTimeOffset.UtcNow);
    });
}
