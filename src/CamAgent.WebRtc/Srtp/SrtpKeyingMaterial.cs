namespace CamAgent.WebRtc.Srtp;

/// <summary>What a DTLS handshake gives for SRTP (RFC 5764 §4.2): one master key for each direction.</summary>
/// <param name="Local">For <see cref="SrtpSender"/>.</param>
/// <param name="Remote">For <see cref="SrtpReceiver"/>.</param>
public sealed record SrtpKeyingMaterial(SrtpMasterKey Local, SrtpMasterKey Remote)
{
    public SrtpProfile Profile => Local.Profile;

    /// <summary>Overwrites both keys. Senders and receivers made from them before keep working: they hold session keys only.</summary>
    public void Clear()
    {
        Local.Clear();
        Remote.Clear();
    }
}
