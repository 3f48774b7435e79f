using System.Buffers;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.WebRtc;

/// <summary>Packets out and in, once there are keys.</summary>
public sealed partial class PeerSession
{
    private const int MaximumCompound = 1400;
    private byte[]? _goodbye;

    /// <summary>Writes the next datagram to be sent: connectivity checks first, then the handshake, reports, media, and data channels last.</summary>
    /// <param name="destination">At least 1500 bytes.</param>
    public bool TryPollTransmit(Instant now, Span<byte> destination, out int length, out NetworkPath path)
    {
        if (_ice.TryPollTransmit(destination, out length, out path))
            return true;
        if (_ice.SelectedPath is not { } selected)
            return false;
        path = selected;
        if (_goodbye is not null)
        {
            length = _goodbye.Length;
            _goodbye.CopyTo(destination);
            _goodbye = null;
            return true;
        }

        if (_dtls is not null && _dtls.TryPollTransmit(destination, out length))
            return true;
        return State == PeerState.Connected && (TryPollReport(now, destination, out length)
            || TryPollMedia(now, destination, out length) || TryPollData(now, destination, out length));
    }

    /// <summary>Stops the viewer's video without ending the session, or goes on with the next key frame, which is asked for.</summary>
    public void SetPaused(bool paused)
    {
        if (paused)
        {
            _sender?.Pause();
            return;
        }

        _sender?.Resume();
        PollKeyFrameRequest();
    }

    private bool TryPollMedia(Instant now, Span<byte> destination, out int length)
    {
        length = 0;
        Span<byte> header = stackalloc byte[PayloadBudget.MaximumHeaderSize];
        if (_sender is null || !_sender.TryPollPacket(now, header, out var packet))
            return false;
        length = _protection!.Protect(header[..packet.HeaderLength], packet.Payload, destination);
        return true;
    }

    private bool TryPollReport(Instant now, Span<byte> destination, out int length)
    {
        Span<byte> compound = stackalloc byte[MaximumCompound];
        var written = 0;
        if ((_sender is null || !_sender.TryWriteReport(now, compound, out written))
            && (_receiver is null || !_receiver.TryPollRtcp(now, compound, out written)))
        {
            length = 0;
            return false;
        }

        length = _protection!.ProtectRtcp(compound[..written], destination);
        return true;
    }

    private bool HandleRtp(Span<byte> packet, Instant now)
    {
        if (_unprotection is null || _receiver is null || !_unprotection.TryUnprotect(packet, out var length))
            return false;
        _lastAuthentic = now;
        return _receiver.HandleRtp(packet[..length], now);
    }

    private bool HandleRtcp(Span<byte> packet, Instant now)
    {
        if (_unprotection is null || !_unprotection.TryUnprotectRtcp(packet, out var length))
            return false;
        _lastAuthentic = now;
        if (_receiver is not null)
            return _receiver.HandleRtcp(packet[..length], now);
        if (_sender is null)
            return false;
        var understood = _sender.HandleRtcp(packet[..length], now);
        PollKeyFrameRequest();
        return understood;
    }

    private void PollKeyFrameRequest()
    {
        if (State == PeerState.Connected && _sender is not null && _sender.TryTakeKeyFrameRequest(out var cause))
            Raise(new PeerEvent.KeyFrameRequested(cause));
    }

    private void QueueGoodbye(Instant now)
    {
        if (State != PeerState.Connected || _protection is null)
            return;
        Span<byte> compound = stackalloc byte[MaximumCompound];
        var written = _sender?.WriteGoodbye(now, compound) ?? _receiver?.WriteGoodbye(now, compound) ?? 0;
        if (written == 0)
            return;
        _goodbye = new byte[written + SrtpProfileSizes.MaximumRtpOverhead + 4];
        Array.Resize(ref _goodbye, _protection.ProtectRtcp(compound[..written], _goodbye));
    }
}
