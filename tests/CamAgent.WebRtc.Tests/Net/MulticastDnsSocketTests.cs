using System.Net;
using System.Net.Sockets;
using CamAgent.WebRtc.Net;

namespace CamAgent.WebRtc.Tests.Net;

public sealed class MulticastDnsSocketTests
{
    [Fact]
    public void Empty_datagrams_are_passed_over_and_what_follows_is_read()
    {
        using var socket = MulticastDnsSocket.TryOpen(port: 0);
        Assert.NotNull(socket);
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var target = new IPEndPoint(IPAddress.Loopback, socket.Port);
        sender.SendTo([], target);
        sender.SendTo([], target);
        sender.SendTo([1, 2, 3], target);
        var buffer = new byte[16];
        Assert.True(socket.TryReceive(buffer, out var length, out var source));
        Assert.Equal(3, length);
        Assert.Equal(TransportAddress.From((IPEndPoint)sender.LocalEndPoint!), source);
        Assert.False(socket.TryReceive(buffer, out _, out _));
    }
}
