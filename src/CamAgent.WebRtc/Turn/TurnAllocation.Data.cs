using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Turn;

/// <summary>Datagrams to and from peers (RFC 8656 §11, §12).</summary>
public sealed partial class TurnAllocation
{
    /// <summary>What a Send indication adds to a datagram, at most: headers, an IPv6 peer, padding.</summary>
    private const int IndicationOverhead = StunMessage.HeaderSize + 24 + 4 + 3;
    private const int MaximumDatagram = MaximumMessageSize - IndicationOverhead;

    // Connectivity checks and a handshake's first flight, while the server is being asked.
    private const int MaximumHeld = 64;
    private const int MaximumHeldForHost = 8;

    private readonly List<(TransportAddress Peer, byte[] Datagram)> _held = [];

    /// <summary>
    /// Says which channel carries a datagram to this peer; the caller writes <see cref="ChannelData"/>'s header before it and sends it. False
    /// where none is bound: use <see cref="Wrap"/>.
    /// </summary>
    public bool TryUseChannel(TransportAddress peer, out ushort number)
    {
        number = 0;
        if (!_channelsByPeer.TryGetValue(peer, out var binding) || binding.State != ChannelState.Bound)
            return false;
        number = binding.Number;
        binding.WasUsed = true;
        binding.Permission.WasUsed = true;
        _hasSentSinceInbound = true;
        _sent++;
        return true;
    }

    /// <summary>Makes of a datagram for a peer the message that carries it, and sees to permission and channel.</summary>
    /// <param name="destination">At least <see cref="MaximumMessageSize"/> bytes; it must not overlap the datagram.</param>
    /// <returns>The message's length; 0 where there is none now. It may come out of <see cref="TryPollTransmit"/> once the server permits it.</returns>
    public int Wrap(ReadOnlySpan<byte> datagram, TransportAddress peer, Instant now, Span<byte> destination)
    {
        if (TryUseChannel(peer, out var number))
            return WriteChannelData(destination, datagram, number);
        if (datagram.Length > MaximumDatagram || FindOrAddPermission(peer, now) is not { } permission || permission.State == PermissionState.Refused)
        {
            _dropped++;
            return 0;
        }

        // A connectivity check may never be followed by anything; what is not one will be.
        if (!StunMessage.IsStun(datagram))
            WantChannel(peer, permission, now);
        if (permission.State != PermissionState.Granted)
        {
            Hold(datagram, peer);
            return 0;
        }

        permission.WasUsed = true;
        return WriteIndication(destination, datagram, peer);
    }

    /// <summary>Takes what the server sent: one datagram, or one message of a stream.</summary>
    /// <param name="peer">Who sent the data, where there is some.</param>
    /// <param name="data">Where it lies in the message; empty where there is none.</param>
    /// <returns>False where it had no effect: not from the server, not asked for, not permitted, or it makes no sense.</returns>
    public bool HandleMessage(ReadOnlySpan<byte> message, Instant now, out TransportAddress peer, out Range data)
    {
        peer = default;
        data = default;
        var handled = State != TurnAllocationState.Ended
            && (ChannelData.TryRead(message, out var number, out var length)
                ? HandleChannelData(number, length, now, out peer, out data)
                : StunMessage.TryParse(message, out var stun) && HandleStun(stun, message, now, out peer, out data));
        if (!handled)
            _discarded++;
        return handled;
    }

    private bool HandleStun(in StunMessage stun, ReadOnlySpan<byte> message, Instant now, out TransportAddress peer, out Range data)
    {
        peer = default;
        data = default;
        return stun.Class switch
        {
            StunClass.SuccessResponse or StunClass.ErrorResponse => HandleResponse(stun, now),
            StunClass.Indication when stun.Method == StunMethod.Data => HandleIndication(stun, message, now, out peer, out data),
            _ => false,
        };
    }

    private bool HandleChannelData(ushort number, int length, Instant now, out TransportAddress peer, out Range data)
    {
        data = new Range(ChannelData.HeaderSize, ChannelData.HeaderSize + length);
        peer = default;
        // RFC 8656 §12.6. The server may use the channel before its answer to the binding has come here.
        if (!_channelsByNumber.TryGetValue(number, out var binding) || binding.State is not (ChannelState.Bound or ChannelState.Asked))
            return false;
        peer = binding.Peer;
        OnInbound(now);
        _received++;
        return true;
    }

    private bool HandleIndication(in StunMessage stun, ReadOnlySpan<byte> message, Instant now, out TransportAddress peer, out Range data)
    {
        data = default;
        // RFC 8656 §11.6: without DATA it tells of an ICMP message, which nobody here acts on; without permission it is not to be taken.
        if (!stun.TryGetAddress(StunAttributeType.XorPeerAddress, out peer)
            || !stun.TryGet(StunAttributeType.Data, out var value)
            || !_permissions.TryGetValue(peer.WithPort(0), out var permission)
            || permission.State is not (PermissionState.Granted or PermissionState.Asked)
            || !message.Overlaps(value, out var offset))
        {
            peer = default;
            return false;
        }

        data = new Range(offset, offset + value.Length);
        OnInbound(now);
        _received++;
        return true;
    }

    private int WriteChannelData(Span<byte> destination, ReadOnlySpan<byte> datagram, ushort number)
    {
        ChannelData.WriteHeader(destination, number, datagram.Length);
        datagram.CopyTo(destination[ChannelData.HeaderSize..]);
        var length = ChannelData.HeaderSize + datagram.Length;
        if (!_options.IsReliable)
            return length;
        var padded = ChannelData.Padded(length);
        destination[length..padded].Clear();
        return padded;
    }

    private int WriteIndication(Span<byte> destination, ReadOnlySpan<byte> datagram, TransportAddress peer)
    {
        var writer = new StunWriter(destination, StunClass.Indication, StunMethod.Send, StunTransactionId.Create(_random));
        writer.WriteAddress(StunAttributeType.XorPeerAddress, peer);
        writer.Write(StunAttributeType.Data, datagram);
        _hasSentSinceInbound = true;
        _sent++;
        return writer.Length;
    }

    private void Hold(ReadOnlySpan<byte> datagram, TransportAddress peer)
    {
        var count = 0;
        foreach (var held in _held)
            count += held.Peer.SameHost(peer) ? 1 : 0;
        if (_held.Count < MaximumHeld && count < MaximumHeldForHost)
            _held.Add((peer, datagram.ToArray()));
        else
            _dropped++;
    }

    private void SendHeld(TransportAddress host)
    {
        for (var i = 0; i < _held.Count; i++)
        {
            var (peer, datagram) = _held[i];
            if (!peer.SameHost(host))
                continue;
            if (!_outgoing.TryEnqueue(new(null, datagram, peer)))
                _dropped++;
            _held.RemoveAt(i--);
        }
    }

    private void DropHeld(TransportAddress host) => _dropped += _held.RemoveAll(held => held.Peer.SameHost(host));
}
