namespace CamAgent.WebRtc.Sctp.Wire;

/// <summary>RFC 9260 §3.3.1.</summary>
[Flags]
internal enum DataFlags : byte
{
    None = 0,
    End = 1,
    Beginning = 2,
    Unordered = 4,

    /// <summary>The sender would like its acknowledgement without delay.</summary>
    Immediate = 8,
}
