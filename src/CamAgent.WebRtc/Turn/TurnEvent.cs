namespace CamAgent.WebRtc.Turn;

public enum TurnEventKind : byte
{
    /// <summary>The relayed addresses are there.</summary>
    Allocated,

    /// <summary>They are not, or not any more: <see cref="TurnEvent.End"/> says why. Nothing follows.</summary>
    Ended,
}

/// <summary>What the owner of an allocation has to know.</summary>
public readonly record struct TurnEvent(TurnEventKind Kind, TurnEnd End = default);
