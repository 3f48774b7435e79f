using System.Buffers;
using CamAgent.WebRtc.Sctp.Receiving;

namespace CamAgent.WebRtc.Sctp.DataChannels;

/// <summary>Messages that have arrived, and channels that the other side opens and closes.</summary>
internal sealed partial class DataChannelSet
{
    /// <summary>Passes on what the association has: messages before events, for a reset comes after what was sent before it.</summary>
    private void Drain()
    {
        bool any;
        do
        {
            any = false;
            while (_association.TryTake(out var message))
            {
                any = true;
                Dispatch(message);
            }

            while (_association.TryPollEvent(out var happened))
            {
                any = true;
                Handle(happened);
            }
        }
        while (any);
    }

    private void Handle(in SctpEvent happened)
    {
        switch (happened.Kind)
        {
            case SctpEventKind.IncomingReset:
                OnIncomingReset(happened.Stream);
                break;
            case SctpEventKind.AllIncomingReset:
                foreach (var id in _channels.Keys.Concat(_closing.Keys).ToList())
                    OnIncomingReset(id);
                break;
            case SctpEventKind.OutgoingReset when _closing.TryGetValue(happened.Stream, out var closing):
                Advance(happened.Stream, closing with { IsOutgoingReset = true });
                break;
            case SctpEventKind.Writable when _channels.TryGetValue(happened.Stream, out var writable):
                Observer.Writable(writable);
                break;
            case SctpEventKind.Closed:
                EndReason = happened.Reason;
                CloseAll();
                break;
        }
    }

    private void Dispatch(IncomingMessage message)
    {
        if (_closing.ContainsKey(message.Stream))
        {
            _association.Release(message, _now);
            return;
        }

        if (message.PayloadProtocol == (uint)PayloadProtocol.Establishment)
        {
            Read(message, channel: null);
            return;
        }

        if (!_channels.TryGetValue(message.Stream, out var channel))
        {
            // RFC 8832 §6: the OPEN comes first, for until it is answered everything is ordered.
            _association.Release(message, _now);
            Refuse(message.Stream);
            return;
        }

        if (channel.IsPaused || channel.HasKept)
            channel.Keep(message);
        else
            Read(message, channel);
    }

    internal void DeliverInbox(DataChannel channel)
    {
        while (!channel.IsPaused && channel.TryTakeKept(out var message))
            Read(message, channel);
    }

    /// <summary>Lays the message out in one piece, hands it on, and gives its memory back.</summary>
    /// <param name="channel">Null for a message of the establishment protocol.</param>
    private void Read(IncomingMessage message, DataChannel? channel)
    {
        var (stream, protocol) = (message.Stream, (PayloadProtocol)message.PayloadProtocol);
        byte[]? rented = null;
        ReadOnlySpan<byte> payload;
        if (message.Head == message.Tail)
        {
            payload = message.Head!.Payload;
        }
        else
        {
            rented = ArrayPool<byte>.Shared.Rent(message.Length);
            message.CopyTo(rented);
            payload = rented.AsSpan(0, message.Length);
        }

        if (channel is null)
            HandleEstablishment(stream, payload);
        else
            Deliver(channel, protocol, payload);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        _association.Release(message, _now);
    }

    private void Deliver(DataChannel channel, PayloadProtocol protocol, ReadOnlySpan<byte> payload)
    {
        if (channel.State == DataChannelState.Opening)
            OnAccepted(channel);
        switch (protocol)
        {
            case PayloadProtocol.String or PayloadProtocol.Binary:
                Observer.Message(channel, protocol == PayloadProtocol.Binary, payload);
                break;
            case PayloadProtocol.EmptyString or PayloadProtocol.EmptyBinary:
                Observer.Message(channel, protocol == PayloadProtocol.EmptyBinary, []);
                break;
        }
    }

    private void HandleEstablishment(ushort stream, ReadOnlySpan<byte> message)
    {
        _channels.TryGetValue(stream, out var channel);
        if (message is [EstablishmentMessage.Acknowledgement, ..])
        {
            if (channel is { State: DataChannelState.Opening })
                OnAccepted(channel);
            return;
        }

        // §6: a stream that is in use, or is ours to use.
        if (channel is not null)
        {
            Close(channel);
            return;
        }

        if (IsOwn(stream) || stream > MaximumId || _channels.Count >= MaximumChannels || !EstablishmentMessage.TryRead(message, out var options)
            || !_association.TrySend(
                stream, (uint)PayloadProtocol.Establishment, isUnordered: false, Sending.Reliability.Full, [EstablishmentMessage.Acknowledgement], _now))
        {
            Refuse(stream);
            return;
        }

        channel = new DataChannel(this, stream, options, _options.MaximumOutgoingMessage) { State = DataChannelState.Open };
        _channels.Add(stream, channel);
        Observer.Opened(channel);
    }

    private void OnAccepted(DataChannel channel)
    {
        channel.State = DataChannelState.Open;
        Observer.Opened(channel);
    }
}
