using System.Net;
using System.Net.Sockets;

namespace CamAgent.WebRtc.Tests.Endpoint;

/// <summary>A TCP connection to a port of this machine that a test can bring to a standstill without breaking it.</summary>
internal sealed class StallingLine : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;

    internal StallingLine(int target)
    {
        _target = target;
        _listener.Server.ReceiveBufferSize = 16 * 1024;
        _listener.Start();
        _ = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Nothing is taken from who connected.</summary>
    internal volatile bool IsStalled;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var inner = await _listener.AcceptSocketAsync(_stop.Token);
                var outer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await outer.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                _ = CopyAsync(inner, outer, mayStall: true);
                _ = CopyAsync(outer, inner, mayStall: false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool mayStall)
    {
        using (from)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                for (var count = 1; count > 0;)
                {
                    while (mayStall && IsStalled)
                        await Task.Delay(10, _stop.Token);
                    count = await from.ReceiveAsync(buffer, _stop.Token);
                    await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Either side has gone, or the test is over.
            }
        }
    }
}
