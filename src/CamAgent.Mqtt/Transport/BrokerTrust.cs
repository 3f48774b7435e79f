using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CamAgent.Mqtt.Transport;

/// <summary>One connection's TLS: whom it trusts, who it is, and, when that fails, why in words.</summary>
internal sealed class BrokerTrust
{
    private readonly MqttEndpoint _endpoint;
    private readonly MqttTlsOptions _options;

    /// <exception cref="TransportException">A file cannot be used.</exception>
    public BrokerTrust(MqttEndpoint endpoint, MqttTlsOptions options)
    {
        _endpoint = endpoint;
        _options = options;
        Authentication = new SslClientAuthenticationOptions
        {
            TargetHost = endpoint.Host,
            RemoteCertificateValidationCallback = (_, _, chain, errors) => Judge(chain, errors),
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        // A WebSocket's handshake is HTTP/1.1, and its handler offers that by itself.
        if (options.OfferAlpn && endpoint.WebSocket is null)
            Authentication.ApplicationProtocols = [new("mqtt")];
        if (options.CaFile is { Length: > 0 } caFile)
            Authentication.CertificateChainPolicy = OnlyRootsOf(caFile);
        if (options.ClientCertificateFile is { Length: > 0 } certificateFile)
            Authentication.ClientCertificateContext = ClientCertificate(certificateFile, options.ClientKeyFile);
    }

    public SslClientAuthenticationOptions Authentication { get; }

    /// <summary>Set when the broker's certificate was refused.</summary>
    public MqttFault? Refusal { get; private set; }

    private bool Judge(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        Refusal = new(MqttFaultKind.Certificate, InWords(chain, errors));
        return false;
    }

    private string InWords(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return $"{_endpoint.InWords} showed no certificate";
        var certificate = chain is { ChainElements: [var leaf, ..] } ? leaf.Certificate : null;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var status = chain?.ChainStatus ?? [];
            var reasons = string.Join("; ", status.Select(s => s.StatusInformation.TrimEnd('.', '\n', ' ')).Distinct(StringComparer.Ordinal));
            var expired = status.Any(s => s.Status == X509ChainStatusFlags.NotTimeValid);
            var remedy = expired
                ? FormattableString.Invariant($"it is valid from {certificate?.NotBefore:yyyy-MM-dd} to {certificate?.NotAfter:yyyy-MM-dd}; check the clock, or renew it")
                : _options.CaFile is { Length: > 0 } file ? $"the roots in {file} (mqtt.caFile) did not sign it" : "set mqtt.caFile to the root that signed it";
            return $"certificate of {_endpoint.Host} is not trusted: {reasons}; {remedy}";
        }

        var name = certificate is null ? "another host" : ReasonCodeText.Printable(Names(certificate));
        return $"certificate of {_endpoint.Host} is for {name}: connect by a name that it carries, or give the broker a certificate for this one";
    }

    private static string Names(X509Certificate2 certificate)
    {
        var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (alternative is null)
            return certificate.Subject;
        return string.Join(", ", alternative.EnumerateDnsNames().Concat(alternative.EnumerateIPAddresses().Select(address => address.ToString())));
    }

    private static X509ChainPolicy OnlyRootsOf(string caFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Unusable("mqtt.caFile", caFile, exception);
        }

        if (policy.CustomTrustStore.Count == 0)
            throw Unusable("mqtt.caFile", caFile, new CryptographicException("it holds no certificate in PEM form"));
        return policy;
    }

    private static SslStreamCertificateContext ClientCertificate(string certificateFile, string? keyFile)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile is { Length: > 0 } ? keyFile : null);
            var intermediates = new X509Certificate2Collection();
            intermediates.ImportFromPemFile(certificateFile);
            return SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unusable("mqtt.clientCertificateFile", certificateFile, exception);
        }
    }

    private static TransportException Unusable(string key, string file, Exception exception) =>
        new(new(MqttFaultKind.Configuration, $"{key}: {file} cannot be used: {exception.Message}"), exception);
}
