namespace CamAgent.WebRtc.Ice;

internal enum CheckPurpose : byte
{
    /// <summary>Finds out whether a pair works, or nominates it; sent again until answered.</summary>
    Connectivity,

    /// <summary>Asks whether the other side still wants to receive (RFC 7675); sent once, the next one has a new transaction.</summary>
    Consent,
}
