using System.Net.Sockets;

namespace CamAgent.WebRtc.Net;

/// <summary>One UDP port on every local address: a socket for each, so that a datagram's local address is always known and replies leave by it.</summary>
internal sealed class UdpSocketSet : IDisposable
{
    private const int PortAttempts = 32;
    private readonly List<UdpSocket> _sockets = [];

    internal int Port { get; private set; }

    /// <summary>As a list, because the loop goes over it each round and an interface's enumerator would be allocated each time.</summary>
    internal List<UdpSocket> Sockets => _sockets;

    /// <summary>Opens the first sockets.</summary>
    /// <param name="wanted">The addresses; their ports are ignored.</param>
    /// <param name="port">The port for all; 0 takes any that is free on every one of them.</param>
    /// <param name="isComplete">False where an address could not be bound; the others serve.</param>
    /// <returns>The sockets' addresses.</returns>
    /// <exception cref="SocketException">No wanted address could be bound, or the port asked for is taken on one of them.</exception>
    internal IReadOnlyList<TransportAddress> Open(IReadOnlyList<TransportAddress> wanted, int port, out bool isComplete)
    {
        var opened = new List<TransportAddress>();
        SocketException? failure = null;
        for (var attempt = 0; attempt < PortAttempts; attempt++)
        {
            Port = port;
            failure = OpenMissing(wanted, opened);
            // The port that was free on the first address is taken on another: begin again with a new one, unless it was asked for.
            if (failure is not { SocketErrorCode: SocketError.AddressAlreadyInUse } || port != 0)
                break;
            if (attempt < PortAttempts - 1)
            {
                CloseAll();
                opened.Clear();
            }
        }

        // Whoever asks for a port has opened a firewall for it: serving on half of the addresses in silence would send them searching.
        var isTaken = port != 0 && failure is { SocketErrorCode: SocketError.AddressAlreadyInUse };
        if (isTaken || _sockets.Count == 0)
        {
            CloseAll();
            throw failure ?? new SocketException((int)SocketError.AddressNotAvailable);
        }

        isComplete = failure is null;
        return opened;
    }

    /// <summary>
    /// Opens sockets for new addresses, then closes those of addresses that are gone. The port stays what it was, also through a time without
    /// any address: it is in every candidate that was signaled.
    /// </summary>
    /// <param name="isComplete">False where an address could not be bound (it may be tentative still): to be tried again.</param>
    internal (IReadOnlyList<TransportAddress> Opened, IReadOnlyList<TransportAddress> Closed) Update(IReadOnlyList<TransportAddress> wanted, out bool isComplete)
    {
        var opened = new List<TransportAddress>();
        isComplete = OpenMissing(wanted, opened) is null;
        var closed = new List<TransportAddress>();
        for (var i = _sockets.Count - 1; i >= 0; i--)
        {
            var socket = _sockets[i];
            if (wanted.Any(address => address.SameHost(socket.Local)))
                continue;
            closed.Add(socket.Local);
            _sockets.RemoveAt(i);
            socket.Dispose();
        }

        return (opened, closed);
    }

    private SocketException? OpenMissing(IReadOnlyList<TransportAddress> wanted, List<TransportAddress> opened)
    {
        SocketException? failure = null;
        foreach (var address in wanted)
        {
            if (_sockets.Exists(socket => socket.Local.SameHost(address)))
                continue;
            try
            {
                var socket = UdpSocket.Bind(address.WithPort((ushort)Port));
                _sockets.Add(socket);
                opened.Add(socket.Local);
                Port = socket.Local.Port;
            }
            catch (SocketException exception)
            {
                failure = exception;
            }
        }

        return failure;
    }

    /// <summary>Sends by the socket of the path's local address; a path whose address is gone loses its datagrams.</summary>
    internal void Send(ReadOnlySpan<byte> datagrams, int segmentSize, in NetworkPath path)
    {
        foreach (var socket in _sockets)
        {
            if (socket.Local != path.Local)
                continue;
            socket.Send(datagrams, segmentSize, path.Remote);
            return;
        }
    }

    public void Dispose() => CloseAll();

    private void CloseAll()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
        _sockets.Clear();
    }
}
