using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace CamAgent.WebRtc.Net;

#pragma warning disable RS0030 // Net/ is where the sockets are.

/// <summary>One UDP socket on one local address, used by the media loop without blocking and without allocation.</summary>
internal sealed unsafe class UdpSocket : IDisposable
{
    private const int BufferBytes = 1 << 20;
    private readonly Socket _socket;
    private readonly int _descriptor;
    private bool _segmentationOffload = true;
    private bool _isConnected;
    private bool _wasRefused;

    private UdpSocket(Socket socket, TransportAddress local)
    {
        _socket = socket;
        _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        Local = local;
    }

    internal TransportAddress Local { get; }

    internal int Descriptor => _descriptor;

    /// <summary>Datagrams the system did not take (buffer full, no route); they are lost, as on any network.</summary>
    internal long SendErrors { get; private set; }

    /// <exception cref="SocketException">The address is gone or the port is taken.</exception>
    internal static UdpSocket Bind(TransportAddress local)
    {
        var socket = new Socket(local.IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (local.IsIPv6)
                socket.DualMode = false;
            socket.ReceiveBufferSize = BufferBytes;
            socket.SendBufferSize = BufferBytes;
            socket.Bind(local.ToIPEndPoint());
            return new UdpSocket(socket, local.WithPort((ushort)((System.Net.IPEndPoint)socket.LocalEndPoint!).Port));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Opens a socket for one remote address: the system chooses the local one.</summary>
    /// <exception cref="SocketException">No way leads there.</exception>
    internal static UdpSocket Connect(TransportAddress remote)
    {
        var socket = new Socket(remote.IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.ReceiveBufferSize = BufferBytes;
            socket.SendBufferSize = BufferBytes;
            socket.Connect(remote.ToIPEndPoint());
            return new UdpSocket(socket, TransportAddress.From((System.Net.IPEndPoint)socket.LocalEndPoint!)) { _isConnected = true };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether an ICMP message has said since the last time that nobody listens at the address that was connected to.</summary>
    internal bool TakeRefusal()
    {
        var wasRefused = _wasRefused;
        _wasRefused = false;
        return wasRefused;
    }

    /// <returns>False when nothing is waiting. A pending ICMP error of an earlier send is passed over.</returns>
    internal bool TryReceive(Span<byte> buffer, out int length, out TransportAddress remote)
    {
        var address = stackalloc byte[NativeSocketAddress.MaximumSize];
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var addressLength = NativeSocketAddress.MaximumSize;
            nint received;
            fixed (byte* bytes = buffer)
                received = LibC.ReceiveFrom(_descriptor, bytes, (nuint)buffer.Length, LibC.DoNotWait, address, &addressLength);
            if (received >= 0)
            {
                length = (int)received;
                if (NativeSocketAddress.TryRead(new ReadOnlySpan<byte>(address, addressLength), out remote))
                    return true;
                continue;
            }

            // ECONNREFUSED and the like belong to a datagram sent before; EAGAIN ends the batch.
            var error = Marshal.GetLastPInvokeError();
            if (error == LibC.ErrorTryAgain)
                break;
            _wasRefused |= error == LibC.ErrorConnectionRefused;
        }

        length = 0;
        remote = default;
        return false;
    }

    /// <summary>Sends datagrams that lie one behind the other: each <paramref name="segmentSize"/> long, the last one may be shorter.</summary>
    internal void Send(ReadOnlySpan<byte> datagrams, int segmentSize, in TransportAddress remote)
    {
        var space = stackalloc byte[NativeSocketAddress.MaximumSize];
        var addressLength = _isConnected ? 0 : NativeSocketAddress.Write(remote, new Span<byte>(space, NativeSocketAddress.MaximumSize));
        var address = _isConnected ? null : space;
        fixed (byte* bytes = datagrams)
        {
            if (datagrams.Length > segmentSize && _segmentationOffload)
            {
                if (SendSegments(bytes, datagrams.Length, segmentSize, address, addressLength))
                    return;
            }

            for (var offset = 0; offset < datagrams.Length; offset += segmentSize)
            {
                var size = Math.Min(segmentSize, datagrams.Length - offset);
                if (LibC.SendTo(_descriptor, bytes + offset, (nuint)size, LibC.DoNotWait, address, addressLength) < 0)
                    OnSendError(Marshal.GetLastPInvokeError(), 1);
            }
        }
    }

    // UDP GSO (Linux 4.18): one call, one trip through the stack, cut into datagrams at the end.
    private bool SendSegments(byte* bytes, int length, int segmentSize, byte* address, int addressLength)
    {
        var vector = new LibC.IoVector { Base = bytes, Length = (nuint)length };
        var control = new LibC.SegmentControl
        {
            Length = (nuint)(sizeof(nuint) + (2 * sizeof(int)) + sizeof(ushort)),
            Level = LibC.SocketLevelUdp,
            Type = LibC.UdpSegment,
            SegmentSize = (ushort)segmentSize,
        };
        var message = new LibC.MessageHeader
        {
            Name = address,
            NameLength = addressLength,
            Vectors = &vector,
            VectorCount = 1,
            Control = (byte*)&control,
            ControlLength = (nuint)(sizeof(nuint) == 8 ? 24 : 16),
        };
        if (LibC.SendMessage(_descriptor, &message, LibC.DoNotWait) >= 0)
            return true;
        switch (Marshal.GetLastPInvokeError())
        {
            case LibC.ErrorIo or LibC.ErrorInvalid:
                // The path or the kernel cannot: never ask again on this socket.
                _segmentationOffload = false;
                return false;
            case LibC.ErrorMessageSize:
                return false;
            default:
                OnSendError(Marshal.GetLastPInvokeError(), (length + segmentSize - 1) / segmentSize);
                return true;
        }
    }

    // A connected socket also learns on sending what became of what it sent before.
    private void OnSendError(int error, int datagrams)
    {
        SendErrors += datagrams;
        _wasRefused |= error == LibC.ErrorConnectionRefused;
    }

    public void Dispose() => _socket.Dispose();
}
