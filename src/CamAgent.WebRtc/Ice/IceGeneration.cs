using System.Text;

namespace CamAgent.WebRtc.Ice;

/// <summary>What lives from one ICE restart to the next (RFC 8445 §9): credentials, remote candidates, check list.</summary>
internal sealed class IceGeneration
{
    public IceGeneration(IceCredentials local)
    {
        Local = local;
        LocalUfrag = Encoding.ASCII.GetBytes(local.Ufrag);
        LocalKey = Encoding.ASCII.GetBytes(local.Password);
    }

    public IceCredentials Local { get; }

    public byte[] LocalUfrag { get; }

    /// <summary>Authenticates the requests that arrive, and the responses to them.</summary>
    public byte[] LocalKey { get; }

    /// <summary>Null until signaled.</summary>
    public IceCredentials? Remote { get; private set; }

    public byte[] RemoteUfrag { get; private set; } = [];

    /// <summary>Authenticates the requests that are sent, and the responses to them.</summary>
    public byte[] RemoteKey { get; private set; } = [];

    /// <summary>USERNAME of the requests that are sent.</summary>
    public byte[] Username { get; private set; } = [];

    public CheckList CheckList { get; } = new();

    public List<RemoteCandidate> RemoteCandidates { get; } = [];

    /// <summary>Signaled candidates whose mDNS name has no address yet.</summary>
    public List<IceCandidate> Unresolved { get; } = [];

    public bool HasAllRemoteCandidates { get; set; }

    /// <summary>As controlling agent: until when a better pair is waited for, once there is a valid one.</summary>
    public Instant NominateAt { get; set; } = Instant.Never;

    /// <summary>When it may be said that nothing works (RFC 8863 §4).</summary>
    public Instant FailAt { get; set; } = Instant.Never;

    /// <summary>When a generation that was replaced is forgotten.</summary>
    public Instant RetireAt { get; set; } = Instant.Never;

    public void SetRemote(IceCredentials remote)
    {
        Remote = remote;
        RemoteUfrag = Encoding.ASCII.GetBytes(remote.Ufrag);
        RemoteKey = Encoding.ASCII.GetBytes(remote.Password);
        Username = Encoding.ASCII.GetBytes($"{remote.Ufrag}:{Local.Ufrag}");
    }
}
