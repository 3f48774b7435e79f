namespace CamAgent.Configuration;

internal sealed record HttpConfiguration
{
    /// <summary>Null: no HTTP.</summary>
    public required HttpListenAddress? Listen { get; init; }

    public required ConfiguredFile? CertificateFile { get; init; }

    public required ConfiguredFile? KeyFile { get; init; }

    /// <summary>The page's address for viewers, for pairing links; null when it was not given.</summary>
    public required Uri? PublicUrl { get; init; }

    /// <summary>Origins as browsers send them (RFC 6454 §6.2).</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }
}

/// <param name="Required">Whether a viewer must hold a secret.</param>
/// <param name="AllowUnprotected">Whoever set it wants an open camera on the network.</param>
internal sealed record AccessConfiguration(bool Required, bool AllowUnprotected);
