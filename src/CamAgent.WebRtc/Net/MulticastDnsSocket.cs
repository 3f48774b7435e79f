using System.ComponentModel;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace CamAgent.WebRtc.Net;

#pragma warning disable RS0030 // Net/ is where the sockets are.

/// <summary>The multicast socket for browsers' <c>.local</c> names (RFC 6762): port 5353 shared with the system's responder, every interface joined.</summary>
internal sealed unsafe class MulticastDnsSocket : IDisposable
{
    private const int MulticastDnsPort = 5353;
    private const int ReceiveAttempts = 8;
    private static readonly IPAddress Group = new([224, 0, 0, 251]);
    private static readonly IPEndPoint GroupEndPoint = new(Group, MulticastDnsPort);
    private readonly Socket _socket;
    private readonly List<int> _interfaces = [];

    private MulticastDnsSocket(Socket socket) => _socket = socket;

    internal int Descriptor => (int)_socket.SafeHandle.DangerousGetHandle();

    internal int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <returns>Null where there is no multicast: names are then not resolved, and viewers are reached as peer-reflexive candidates.</returns>
    /// <param name="port">Another one than mDNS's only where a test wants the socket for itself.</param>
    internal static MulticastDnsSocket? TryOpen(int port = MulticastDnsPort)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            // SO_REUSEPORT: avahi and browsers listen on the same port.
            ReadOnlySpan<byte> one = [1, 0, 0, 0];
            socket.SetRawSocketOption(1, 15, one);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            // RFC 6762 §11: link-local only; the same machine hears itself, for a browser beside the agent.
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 255);
            socket.MulticastLoopback = true;
            var result = new MulticastDnsSocket(socket);
            result.Join();
            return result;
        }
        catch (Exception exception) when (exception is SocketException or NetworkInformationException or Win32Exception)
        {
            socket?.Dispose();
            return null;
        }
    }

    /// <returns>
    /// False when nothing is waiting. Empty datagrams and pending ICMP errors are taken out and passed over: left in the queue they would keep
    /// the loop's poll from ever waiting again.
    /// </returns>
    internal bool TryReceive(Span<byte> buffer, out int length, out TransportAddress source)
    {
        var address = stackalloc byte[NativeSocketAddress.MaximumSize];
        for (var attempt = 0; attempt < ReceiveAttempts; attempt++)
        {
            var addressLength = NativeSocketAddress.MaximumSize;
            nint received;
            fixed (byte* bytes = buffer)
                received = LibC.ReceiveFrom(Descriptor, bytes, (nuint)buffer.Length, LibC.DoNotWait, address, &addressLength);
            if (received < 0 && Marshal.GetLastPInvokeError() == LibC.ErrorTryAgain)
                break;
            if (received <= 0 || !NativeSocketAddress.TryRead(new ReadOnlySpan<byte>(address, addressLength), out source))
                continue;
            length = (int)received;
            return true;
        }

        length = 0;
        source = default;
        return false;
    }

    /// <summary>Sends a query on every joined interface; an interface that refuses is passed over.</summary>
    internal void Send(ReadOnlySpan<byte> query)
    {
        foreach (var index in _interfaces)
        {
            try
            {
                _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(index));
                _ = _socket.SendTo(query, SocketFlags.None, GroupEndPoint);
            }
            catch (SocketException)
            {
                // Down, or without a route: the others may do.
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Join()
    {
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (!network.SupportsMulticast || network.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown))
                continue;
            try
            {
                var index = network.GetIPProperties().GetIPv4Properties().Index;
                _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(Group, index));
                _interfaces.Add(index);
            }
            catch (Exception exception) when (exception is SocketException or NetworkInformationException)
            {
                // No IPv4 there.
            }
        }
    }
}
