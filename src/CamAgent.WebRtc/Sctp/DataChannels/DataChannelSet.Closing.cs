namespace CamAgent.WebRtc.Sctp.DataChannels;

/// <summary>Closing (RFC 8831 §6.7): each side resets the stream in its direction; when both have, the channel is no more and its id is free.</summary>
internal sealed partial class DataChannelSet
{
    internal void Close(DataChannel channel)
    {
        if (channel.State < DataChannelState.Closing)
            BeginClosing(channel, isIncomingReset: false);
    }

    private void OnIncomingReset(ushort stream)
    {
        if (_closing.TryGetValue(stream, out var closing))
        {
            Advance(stream, closing with { IsIncomingReset = true });
        }
        else if (_channels.TryGetValue(stream, out var channel))
        {
            // Nobody reads it any more.
            _association.Discard(stream);
            BeginClosing(channel, isIncomingReset: true);
        }
    }

    private void BeginClosing(DataChannel channel, bool isIncomingReset)
    {
        channel.State = DataChannelState.Closing;
        DropKept(channel);
        _channels.Remove(channel.Id);
        _closing[channel.Id] = new ClosingStream(channel, IsOutgoingReset: false, isIncomingReset);
        _association.ResetStream(channel.Id);
    }

    /// <summary>A stream that is not to be used: the other side hears it as the closing of its channel.</summary>
    private void Refuse(ushort stream)
    {
        if (_closing.TryAdd(stream, default))
            _association.ResetStream(stream);
    }

    private void Advance(ushort stream, ClosingStream closing)
    {
        if (!closing.IsIncomingReset || !closing.IsOutgoingReset)
        {
            _closing[stream] = closing;
            return;
        }

        _closing.Remove(stream);
        if (closing.Channel is not { } channel)
            return;
        channel.State = DataChannelState.Closed;
        Observer.Closed(channel);
    }

    private void CloseAll()
    {
        var channels = _channels.Values.Concat(_closing.Values.Select(closing => closing.Channel).OfType<DataChannel>()).ToList();
        _channels.Clear();
        _closing.Clear();
        foreach (var channel in channels)
        {
            DropKept(channel);
            channel.State = DataChannelState.Closed;
            Observer.Closed(channel);
        }
    }

    private void DropKept(DataChannel channel)
    {
        while (channel.TryTakeKept(out var message))
            _association.Release(message, _now);
    }
}
