namespace CamAgent.WebRtc.Turn;

/// <summary>Where credentials for a server come from. Two sources that are equal give the same user: nothing has to change between them.</summary>
public abstract record TurnCredentialSource
{
    /// <summary>Gives the credential to be used from now on. Called on a thread of the pool: it may read a file.</summary>
    /// <exception cref="TurnCredentialException">There is none at the moment; its message says why, in words for a person.</exception>
    public abstract TurnCredential Create();
}

/// <summary>One user with one password.</summary>
public sealed record LastingTurnCredential(string Username, string Password) : TurnCredentialSource
{
    public override TurnCredential Create() => new(Username, Password);

    /// <summary>The password stays out of logs.</summary>
    public override string ToString() => Username;
}
