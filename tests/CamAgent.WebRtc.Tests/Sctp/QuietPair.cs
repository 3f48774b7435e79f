using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.DataChannels;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>Two ends without a network between them that would allocate: a message there, and a message back.</summary>
internal sealed class QuietPair
{
    private readonly byte[] _buffer = new byte[2048];
    private readonly byte[] _message = new byte[40_000];
    private readonly DataChannelSet _camera;
    private readonly DataChannelSet _viewer;
    private readonly DataChannel _channel;
    private readonly Returner _returner = new();
    private readonly Counter _counter = new();
    private Instant _now = new(10_000_000);

    internal QuietPair()
    {
        var memory = new SctpMemory();
        _camera = new DataChannelSet(SctpOptions.Default, memory, new SeededRandomSource(1), isDtlsClient: true, _returner);
        _viewer = new DataChannelSet(SctpOptions.Default, memory, new SeededRandomSource(2), isDtlsClient: false, _counter);
        _viewer.Connect(_now);
        _channel = _viewer.Open(new DataChannelOptions { Label = "quiet" }, _now)!;
        Exchange();
    }

    internal void RoundTrip()
    {
        _viewer.Enter(_now);
        var before = _counter.Messages;
        Assert.True(_channel.TrySend(_message, isBinary: true));
        Exchange();
        if (_counter.Messages != before + 1)
            throw new InvalidOperationException("Nothing came back.");
    }

    private void Exchange()
    {
        for (var any = true; any;)
        {
            _now += TimeSpan.FromMilliseconds(1);
            if (_camera.NextTimeout <= _now)
                _camera.HandleTimeout(_now);
            if (_viewer.NextTimeout <= _now)
                _viewer.HandleTimeout(_now);
            any = Move(_viewer, _camera) | Move(_camera, _viewer);
        }
    }

    private bool Move(DataChannelSet from, DataChannelSet to)
    {
        var any = false;
        while (from.TryPollTransmit(_now, _buffer, out var length))
        {
            any = true;
            to.HandlePacket(_buffer.AsSpan(0, length), _now);
        }

        return any;
    }

    private sealed class Returner : IDataChannelObserver
    {
        public void Opened(DataChannel channel)
        {
        }

        public void Message(DataChannel channel, bool isBinary, ReadOnlySpan<byte> message) => channel.TrySend(message, isBinary);

        public void Writable(DataChannel channel)
        {
        }

        public void Closed(DataChannel channel)
        {
        }
    }

    private sealed class Counter : IDataChannelObserver
    {
        internal int Messages { get; private set; }

        public void Opened(DataChannel channel)
        {
        }

        public void Message(DataChannel channel, bool isBinary, ReadOnlySpan<byte> message) => Messages++;

        public void Writable(DataChannel channel)
        {
        }

        public void Closed(DataChannel channel)
        {
        }
    }
}
