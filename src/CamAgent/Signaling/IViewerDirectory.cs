using CamAgent.Access;

namespace CamAgent.Signaling;

/// <summary>Who may watch, as signaling sees it. The store of viewers implements it.</summary>
internal interface IViewerDirectory
{
    /// <summary>The viewers as they are now: an immutable list that a change replaces. Cheap, from any thread.</summary>
    IReadOnlyList<ViewerEntry> Current { get; }
}

/// <param name="Name">As it stands in the pairing link; unique.</param>
/// <param name="Secret">The 32 bytes that the pairing link carries.</param>
/// <param name="Expires">From then on the viewer is refused; null never.</param>
internal sealed record ViewerEntry(string Name, ReadOnlyMemory<byte> Secret, ViewerRights Rights, DateTimeOffset? Expires)
{
    /// <summary>The length of a secret in bytes.</summary>
    public const int SecretLength = 32;

    /// <summary>Names the viewer only: a record's own text would carry whatever member is added next.</summary>
    public override string ToString() => Name;
}
