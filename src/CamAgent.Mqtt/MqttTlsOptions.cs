namespace CamAgent.Mqtt;

/// <summary>
/// TLS of mqtts:// and wss://. The broker's certificate and host name are always checked; files are read anew for each connection, so that a renewed
/// certificate is picked up. Revocation is not looked up: a camera has to come up while the way to a revocation server is down.
/// </summary>
public sealed record MqttTlsOptions
{
    /// <summary>PEM file with the only roots to trust; null trusts the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file with the client's certificate and, after it, its intermediates.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>PEM file with the client's unencrypted key; null where it stands in the certificate's file.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>Offers the protocol "mqtt" by ALPN, which brokers on a shared port 443 want. mqtts:// only: wss:// has to say http/1.1.</summary>
    public bool OfferAlpn { get; init; }
}
