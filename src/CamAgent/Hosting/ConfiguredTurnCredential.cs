using CamAgent.Configuration;
using CamAgent.WebRtc.Turn;

namespace CamAgent.Hosting;

/// <summary>The camera's own user on a TURN server: its files are read each time a credential is needed, so that a renewed one counts from then on.</summary>
/// <param name="Username">As configured; with a shared secret, what stands behind the time.</param>
internal sealed record ConfiguredTurnCredential(string Username, ConfiguredFile? CredentialFile, ConfiguredFile? SharedSecretFile, TimeProvider Time) : TurnCredentialSource
{
    /// <summary>For the camera, which makes the next one long before: long enough for a server that is away over night.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public override TurnCredential Create()
    {
        try
        {
            return Create(Username, Lifetime);
        }
        catch (ConfiguredFileException exception)
        {
            throw new TurnCredentialException(exception.Message, exception);
        }
    }

    /// <exception cref="ConfiguredFileException">Its file cannot be read.</exception>
    public TurnCredential Create(string name, TimeSpan lifetime) => SharedSecretFile is not null
        ? TimeLimitedTurnCredential.Create(SharedSecretFile.ReadSecret(), name, Time.GetUtcNow() + lifetime)
        : new TurnCredential(Username, CredentialFile?.ReadSecret() ?? "");

    /// <summary>The secrets' places stay out of logs, too.</summary>
    public override string ToString() => Username;
}
