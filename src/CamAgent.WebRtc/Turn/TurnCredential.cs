namespace CamAgent.WebRtc.Turn;

/// <summary>A user of a TURN server.</summary>
/// <param name="Expires">When the server stops taking it; null: never. A new one has to be there before.</param>
public sealed record TurnCredential(string Username, string Password, DateTimeOffset? Expires = null)
{
    /// <summary>The password stays out of logs.</summary>
    public override string ToString() => Username;
}
