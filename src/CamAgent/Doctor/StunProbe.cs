using System.Net;
using System.Net.Sockets;
using CamAgent.WebRtc;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Net;

namespace CamAgent.Doctor;

/// <summary>Asks one STUN server once how it sees this machine, with the gatherer that the agent uses.</summary>
internal static class StunProbe
{
    /// <returns>Null where there was no answer in time.</returns>
    public static async Task<TransportAddress?> MappedAddressAsync(IPEndPoint server, TimeProvider time, CancellationToken stop)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Connecting chooses the local address that leads there; no datagram is sent by it.
            await socket.ConnectAsync(server, stop);
        }
        catch (SocketException)
        {
            return null;
        }

        var clock = new MonotonicClock(time);
        var local = TransportAddress.From((IPEndPoint)socket.LocalEndPoint!);
        var gatherer = new ServerReflexiveGatherer(SecureRandomSource.Instance);
        gatherer.AddBase(local, clock.Now);
        gatherer.AddServer(TransportAddress.From(server), clock.Now);
        var buffer = new byte[1500];
        var path = new NetworkPath(local, TransportAddress.From(server));
        while (gatherer.IsGathering)
        {
            while (gatherer.TryPollTransmit(buffer, out var length, out _))
                await socket.SendAsync(buffer.AsMemory(0, length), stop);
            var pause = gatherer.NextTimeout - clock.Now;
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
            deadline.CancelAfter(pause > TimeSpan.Zero ? pause : TimeSpan.FromMilliseconds(1));
            try
            {
                var received = await socket.ReceiveAsync(buffer, deadline.Token);
                _ = gatherer.HandleStun(path, buffer.AsSpan(0, received), clock.Now);
            }
            catch (Exception exception) when (exception is SocketException || (exception is OperationCanceledException && !stop.IsCancellationRequested))
            {
                // Not yet, or an ICMP error of the last try.
            }

            gatherer.HandleTimeout(clock.Now);
            while (gatherer.TryPollEvent(out var found))
            {
                if (found.Kind == GatheringEventKind.CandidateAdded)
                    return found.Candidate!.Address;
                if (found.Kind == GatheringEventKind.ServerUnreachable)
                    return null;
            }
        }

        // A server that sees the address that the machine has itself gives no candidate: there is no NAT between.
        return local;
    }
}
