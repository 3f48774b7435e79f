namespace CamAgent.WebRtc.Dtls;

/// <summary>Where a <see cref="DtlsSession"/> is in its life. It only moves forward.</summary>
public enum DtlsState
{
    /// <summary>Nothing was sent or received yet.</summary>
    New,

    Handshaking,

    /// <summary>The remote certificate has the expected fingerprint, and keys are there.</summary>
    Connected,

    /// <summary>One of both ends said close_notify, or the session was closed before it was connected.</summary>
    Closed,

    /// <summary>It cannot go on; <see cref="DtlsSession.FailureReason"/> says why.</summary>
    Failed,
}
