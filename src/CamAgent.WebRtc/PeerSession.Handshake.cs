using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Sdp;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc;

/// <summary>DTLS over the path that ICE found, then the keys for SRTP (RFC 5763, 5764).</summary>
public sealed partial class PeerSession
{
    private bool HandleDtls(in NetworkPath path, ReadOnlySpan<byte> datagram, Instant now)
    {
        // A forged close_notify in epoch 0 ends a handshake: only what comes along a path that answered a check is looked at.
        if (_dtls is null || !_ice.IsValidated(path))
            return false;
        _dtls.HandleDatagram(datagram, now);
        return true;
    }

    private void AdvanceHandshake(Instant now)
    {
        if (_media is null)
            return;
        if (_dtls is null && _ice.SelectedPath is not null)
        {
            _dtls = new DtlsSession(_dtlsContext, _media.Setup == DtlsSetup.Active ? DtlsRole.Client : DtlsRole.Server, _remoteFingerprint!);
            _dtls.Start(now);
        }

        switch (_dtls?.State)
        {
            case DtlsState.Connected when State == PeerState.Connecting:
                StartMedia(now);
                break;
            case DtlsState.Failed:
                End($"The handshake failed: {_dtls.FailureReason}", now);
                break;
            case DtlsState.Closed:
                End("The viewer left.", now);
                break;
        }
    }

    private void StartMedia(Instant now)
    {
        if (_dtls!.SrtpKeys is { } keys)
        {
            _protection = new SrtpSender(keys.Local);
            _unprotection = new SrtpReceiver(keys.Remote);
        }
        else if (_media!.HasVideo)
        {
            End("The viewer's browser did not agree on media encryption (SRTP).", now);
            return;
        }

        State = PeerState.Connected;
        _connectBy = Instant.Never;
        _lastAuthentic = now;
        Raise(new PeerEvent.Connected());
        PollKeyFrameRequest();
    }
}
