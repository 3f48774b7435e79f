using System.Buffers;
using CamAgent.WebRtc.Dtls;
using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.DataChannels;
using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc;

/// <summary>Data channels: SCTP packets as DTLS application data (RFC 8261).</summary>
public sealed partial class PeerSession
{
    // What DtlsSession.TryReceive may give.
    private const int MaximumPlaintext = 1 << 14;

    private DataChannelSet? _channels;

    /// <summary>Opens a channel towards the viewer. Messages can be sent at once; the observer hears when the viewer has answered.</summary>
    /// <returns>Null where data channels were not negotiated, the session is not connected, or there are 64 already.</returns>
    /// <exception cref="ArgumentException">Label and protocol are too long.</exception>
    public DataChannel? OpenDataChannel(DataChannelOptions options, Instant now) => _channels?.Open(options, now);

    /// <summary>The open channel with this id; null for none.</summary>
    public DataChannel? FindDataChannel(ushort id) => _channels?.Find(id);

    /// <summary>To be called before members of channels are used outside of their observer: they take this for the time.</summary>
    public void UseDataChannels(Instant now) => _channels?.Enter(now);

    private void AdvanceDataChannels(Instant now)
    {
        if (State != PeerState.Connected || _dtls is null)
            return;
        StartDataChannels(now);
        if (!_dtls.HasReceived)
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(MaximumPlaintext);
        while (_dtls.TryReceive(buffer, out var length))
        {
            _lastAuthentic = now;
            _channels?.HandlePacket(buffer.AsSpan(0, length), now);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        // Without video there is nothing else that a session could be for.
        if (_channels is { EndReason.Length: > 0 } && !_media!.HasVideo)
            End(_channels.EndReason, now);
    }

    private void StartDataChannels(Instant now)
    {
        if (_channels is not null || _options.DataChannels is not { } observer || _media?.DataChannels is not { } negotiated)
            return;
        var options = SctpOptions.Default with
        {
            RemotePort = negotiated.SctpPort,
            // RFC 8841 §6.1: zero is no limit; our own buffer is one.
            MaximumOutgoingMessage = negotiated.MaximumMessageSize == 0
                ? SctpOptions.Default.StreamCapacity
                : (int)Math.Min(negotiated.MaximumMessageSize, SctpOptions.Default.StreamCapacity),
        };
        _channels = new DataChannelSet(
            options, _options.DataChannelMemory ?? new SctpMemory(), _random, isDtlsClient: _media.Setup == DtlsSetup.Active, observer);
        // Both sides begin (RFC 8831 §6.2 has neither wait for the other).
        _channels.Connect(now);
    }

    private bool TryPollData(Instant now, Span<byte> destination, out int length)
    {
        length = 0;
        Span<byte> packet = stackalloc byte[DtlsSession.MaximumApplicationData];
        return _channels is not null && _channels.TryPollTransmit(now, packet, out var size)
            && _dtls!.TrySend(packet[..size]) && _dtls.TryPollTransmit(destination, out length);
    }

    private void AbortDataChannels(string reason)
    {
        if (_channels is null)
            return;
        _channels.Abort(reason);
        Span<byte> packet = stackalloc byte[DtlsSession.MaximumApplicationData];
        while (_channels.TryPollTransmit(_lastAuthentic, packet, out var size))
            _ = _dtls?.TrySend(packet[..size]);
    }
}
