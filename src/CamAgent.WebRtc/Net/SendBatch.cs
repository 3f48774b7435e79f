using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Net;

/// <summary>
/// Gathers datagrams that go the same way and are equally long (the last may be shorter) and hands them to the system in one call. Those of
/// viewers behind one TURN server go the same way, whoever the viewer. Used by the media loop only; one buffer, nothing allocated.
/// </summary>
internal sealed class SendBatch(UdpSocketSet sockets, IRelayRoutes relays)
{
    /// <summary>Room for one datagram: an Ethernet frame's worth, more than any core writes.</summary>
    internal const int MaximumDatagram = 1500;

    // UDP_MAX_SEGMENTS is 64 in linux/udp.h; the whole must also fit one IP packet.
    private const int MaximumSegments = 50;
    private const int MaximumBytes = 60_000;

    // The header of ChannelData stands before the datagram: there is always room for it, so that nothing has to be moved.
    private const int Headroom = ChannelData.HeaderSize;

    private readonly byte[] _buffer = new byte[MaximumBytes + (2 * (Headroom + MaximumDatagram))];
    private readonly byte[] _wrapped = new byte[TurnAllocation.MaximumMessageSize];
    private NetworkPath _path;
    private RelayRoute? _route;
    private NetworkPath _resolvedPath;
    private RelayRoute? _resolvedRoute;
    private int _resolvedVersion = -1;
    private int _start;
    private int _end;
    private int _segmentSize;
    private int _segments;
    private bool _closed;

    /// <summary>Where the next datagram is to be written, before <see cref="Commit"/>.</summary>
    internal Span<byte> Next => _buffer.AsSpan(NextAt, MaximumDatagram);

    // Behind a run of direct datagrams the next one follows closely; a relayed one has its header between.
    private int NextAt => _segments > 0 && _route is null ? _end : _end + Headroom;

    /// <summary>Takes what was written to <see cref="Next"/>.</summary>
    internal void Commit(int length, in NetworkPath path, Instant now)
    {
        var route = Resolve(path);
        ushort channel = 0;
        if (route is not null && !route.Allocation.TryUseChannel(path.Remote, out channel))
        {
            SendWrapped(route, _buffer.AsSpan(NextAt, length), path.Remote, now);
            return;
        }

        var header = route is null ? 0 : Headroom;
        var at = NextAt;
        if (_segments > 0 && !Fits(header + length, path, route))
        {
            var written = at;
            Flush();
            at = Headroom;
            _buffer.AsSpan(written, length).CopyTo(_buffer.AsSpan(at));
        }

        var size = length;
        if (route is not null)
        {
            ChannelData.WriteHeader(_buffer.AsSpan(at - header), channel, length);
            size = header + length;
            if (route.Transport.IsReliable)
            {
                size = ChannelData.Padded(size);
                _buffer.AsSpan(at + length, size - header - length).Clear();
            }
        }

        if (_segments == 0)
        {
            _path = path;
            _route = route;
            _start = at - header;
            _segmentSize = size;
        }

        _closed = size < _segmentSize;
        _end = at - header + size;
        _segments++;
    }

    internal void Flush()
    {
        if (_segments > 0)
        {
            var datagrams = _buffer.AsSpan(_start.._end);
            if (_route is null)
                sockets.Send(datagrams, _segmentSize, _path);
            else
                _route.Transport.Send(datagrams, _segmentSize);
        }

        _start = 0;
        _end = 0;
        _segments = 0;
        _route = null;
        _closed = false;
    }

    private RelayRoute? Resolve(in NetworkPath path)
    {
        if (_resolvedVersion == relays.Version && path == _resolvedPath)
            return _resolvedRoute;
        _resolvedVersion = relays.Version;
        _resolvedPath = path;
        _resolvedRoute = relays.Find(path.Local);
        return _resolvedRoute;
    }

    // No channel yet: a connectivity check, or the first flight of a handshake.
    private void SendWrapped(RelayRoute route, ReadOnlySpan<byte> datagram, TransportAddress peer, Instant now)
    {
        var length = route.Allocation.Wrap(datagram, peer, now, _wrapped);
        Flush();
        if (length > 0)
            route.Transport.Send(_wrapped.AsSpan(0, length), length);
    }

    private bool Fits(int size, in NetworkPath path, RelayRoute? route) =>
        !_closed && size <= _segmentSize && _segments < MaximumSegments && _end - _start + size <= MaximumBytes
        && route == _route && (route is not null || path == _path);
}
