using System.Security.Cryptography;

namespace CamAgent.WebRtc;

/// <summary>The operating system's cryptographic generator.</summary>
public sealed class SecureRandomSource : RandomSource
{
    public static readonly SecureRandomSource Instance = new();

    private SecureRandomSource()
    {
    }

#pragma warning disable RS0030 // The one place that randomness enters the cores from.
    public override void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
#pragma warning restore RS0030
}
