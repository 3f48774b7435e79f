using System.ComponentModel;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace CamAgent.WebRtc.Net;

#pragma warning disable RS0030 // Net/ is where the sockets are.

/// <summary>The multicast socket for browsers' <c>.local</c> names (RFC 6762): port 5353 shared with the system's responder, every interface joined.</summary>
internal sealed class MulticastDnsSocket : IDisposable
{
    private const int Port = 5353;
    private static readonly IPAddress Group = new([224, 0, 0, 251]);
    private static readonly IPEndPoint GroupEndPoint = new(Group, Port);
    private readonly Socket _socket;
    private readonly List<int> _interfaces = [];

    private MulticastDnsSocket(Socket socket) => _socket = socket;

    internal int Descriptor => (int)_socket.SafeHandle.DangerousGetHandle();

    /// <returns>Null where there is no multicast: names are then not resolved, and viewers are reached as peer-reflexive candidates.</returns>
    internal static MulticastDnsSocket? TryOpen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            // SO_REUSEPORT: avahi and browsers listen on the same port.
            ReadOnlySpan<byte> one = [1, 0, 0, 0];
            socket.SetRawSocketOption(1, 15, one);
            socket.Bind(new IPEndPoint(IPAddress.Any, Port));
            // RFC 6762 §11: link-local only; the same machine hears itself, for a browser beside the agent.
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 255);
            socket.MulticastLoopback = true;
            var result = new MulticastDnsSocket(socket);
            result.Join();
            return result;
        }
        catch (Exception exception) when (exception is SocketException or NetworkInformationException or Win32Exception)
        {
            socket.Dispose();
            return null;
        }
    }

    internal bool TryReceive(Span<byte> buffer, out int length, out TransportAddress source)
    {
        length = 0;
        source = default;
        try
        {
            if (_socket.Available == 0)
                return false;
            EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
            length = _socket.ReceiveFrom(buffer, ref sender);
            source = TransportAddress.From((IPEndPoint)sender);
            return length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
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
