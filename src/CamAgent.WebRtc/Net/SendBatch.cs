namespace CamAgent.WebRtc.Net;

/// <summary>
/// Gathers datagrams of one path that are equally long (the last may be shorter) and hands them to the system in one call.
/// Used by the media loop only; one buffer, nothing allocated.
/// </summary>
internal sealed class SendBatch(UdpSocketSet sockets)
{
    /// <summary>Room for one datagram: an Ethernet frame's worth, more than any core writes.</summary>
    internal const int MaximumDatagram = 1500;

    // UDP_MAX_SEGMENTS is 64 in linux/udp.h; the whole must also fit one IP packet.
    private const int MaximumSegments = 50;
    private const int MaximumBytes = 60_000;

    private readonly byte[] _buffer = new byte[MaximumBytes + (2 * MaximumDatagram)];
    private NetworkPath _path;
    private int _length;
    private int _segmentSize;
    private int _segments;
    private bool _closed;

    /// <summary>Where the next datagram is to be written, before <see cref="Commit"/>.</summary>
    internal Span<byte> Next => _buffer.AsSpan(_length, MaximumDatagram);

    /// <summary>Takes what was written to <see cref="Next"/>.</summary>
    internal void Commit(int length, in NetworkPath path)
    {
        if (_segments > 0 && !Fits(length, path))
        {
            var start = _length;
            Flush();
            _buffer.AsSpan(start, length).CopyTo(_buffer);
        }

        if (_segments == 0)
        {
            _path = path;
            _segmentSize = length;
        }

        _closed = length < _segmentSize;
        _length += length;
        _segments++;
    }

    internal void Flush()
    {
        if (_segments > 0)
            sockets.Send(_buffer.AsSpan(0, _length), _segmentSize, _path);
        _length = 0;
        _segments = 0;
        _closed = false;
    }

    private bool Fits(int length, in NetworkPath path) =>
        !_closed && length <= _segmentSize && _segments < MaximumSegments && _length + length <= MaximumBytes && path == _path;
}
