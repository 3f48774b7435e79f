namespace CamAgent.WebRtc.Turn;

/// <summary>One TURN server as it is configured: the ways to it, of which one is used, and the credentials that all of them take.</summary>
/// <param name="Uris">UDP is preferred to TCP and TCP to TLS, whatever the order; among equals the order counts.</param>
public sealed record TurnServer(IReadOnlyList<TurnUri> Uris, TurnCredentialSource Credentials)
{
    /// <summary>Equal where nothing has to change: same ways, same user.</summary>
    public bool Equals(TurnServer? other) => other is not null && Uris.SequenceEqual(other.Uris) && Credentials == other.Credentials;

    public override int GetHashCode() => HashCode.Combine(Uris.Count, Credentials);

    public override string ToString() => Uris.Count == 0 ? "none" : Uris[0].ToString();
}
