namespace CamAgent.WebRtc.Turn;

public enum TurnAllocationState : byte
{
    /// <summary>Asking for it.</summary>
    Allocating,

    /// <summary>The server relays.</summary>
    Active,

    /// <summary>Being given back.</summary>
    Closing,

    /// <summary>Refused, lost, or given back: over.</summary>
    Ended,
}
