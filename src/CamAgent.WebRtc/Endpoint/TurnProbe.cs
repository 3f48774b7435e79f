using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Endpoint;

#pragma warning disable RS0030 // Net/ and Endpoint/ are the edge: here names are looked up.

/// <summary>What became of trying a TURN server.</summary>
/// <param name="Relayed">The address that it gave; unspecified where it gave none.</param>
/// <param name="Problem">What went wrong, in words; empty where nothing did.</param>
/// <param name="RoundTrip">From one allocation to another and through both servers' sockets; null where nothing came through.</param>
public sealed record TurnProbeResult(TransportAddress Relayed, TurnEndReason? Reason, string Problem, TimeSpan? RoundTrip);

/// <summary>
/// Tries a TURN server as the agent would use it: two allocations, a permission for each other, and a datagram from the one to the other.
/// </summary>
public static class TurnProbe
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan EchoPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromMilliseconds(500);

    /// <param name="roots">Whom to trust over TLS; null: whom the system trusts.</param>
    /// <param name="stop">Ends it; there is no other deadline than the server's silence.</param>
    public static async Task<TurnProbeResult> RunAsync(
        TurnUri uri, TurnCredential credential, RandomSource random, TimeProvider time, CancellationToken stop, X509Certificate2Collection? roots = null)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(uri.Host, stop).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            return new TurnProbeResult(default, null, $"the name {uri.Host} is not known: {exception.Message}", null);
        }

        var result = new TurnProbeResult(default, null, $"the name {uri.Host} has no address", null);
        foreach (var address in addresses)
        {
            result = await TryAsync(TransportAddress.From(address, uri.Port), uri, credential, random, time, roots, stop).ConfigureAwait(false);
            if (result.Relayed.IsSpecified)
                break;
        }

        return result;
    }

    private static async Task<TurnProbeResult> TryAsync(
        TransportAddress server, TurnUri uri, TurnCredential credential, RandomSource random, TimeProvider time, X509Certificate2Collection? roots, CancellationToken stop)
    {
        var clock = new MonotonicClock(time);
        using var timer = new PeriodicTimer(Look, time);
        using var lines = new Lines(clock);
        try
        {
            var first = await lines.OpenAsync(server, uri, credential, random, roots, stop).ConfigureAwait(false);
            await lines.RunAsync(timer, () => first.Allocation.State != TurnAllocationState.Allocating, Instant.Never, stop).ConfigureAwait(false);
            if (first.End is { } refused)
                return new TurnProbeResult(default, refused.Reason, refused.ToString(), null);
            var second = await lines.OpenAsync(server, uri, credential, random, roots, stop).ConfigureAwait(false);
            await lines.RunAsync(timer, () => second.Allocation.State != TurnAllocationState.Allocating, Instant.Never, stop).ConfigureAwait(false);
            var relayed = first.Allocation.Relayed[0];
            if (second.End is { } alone)
                return new TurnProbeResult(relayed, alone.Reason, alone.ToString(), null);

            var target = second.Allocation.RelayedFor(relayed);
            second.Allocation.Permit(relayed, clock.Now);
            await lines.RunAsync(timer, static () => false, clock.Now + Look + Look, stop).ConfigureAwait(false);
            var sentAt = clock.Now;
            var word = new byte[16];
            random.Fill(word);
            TimeSpan? roundTrip = null;
            // Again now and then: it is UDP between the two.
            for (var i = 0; i < 4 && roundTrip is null; i++)
            {
                first.Send(word, target, clock.Now);
                await lines.RunAsync(timer, () => second.Received.AsSpan().SequenceEqual(word), clock.Now + (EchoPatience / 4), stop).ConfigureAwait(false);
                if (second.Received.AsSpan().SequenceEqual(word))
                    roundTrip = clock.Now - sentAt;
            }

            return new TurnProbeResult(relayed, null, roundTrip is null ? "nothing comes through from one allocation to another" : "", roundTrip);
        }
        catch (Exception exception) when (exception is RelayConnectException or SocketException)
        {
            return new TurnProbeResult(default, null, exception.Message, null);
        }
        finally
        {
            lines.Close();
            if (!stop.IsCancellationRequested)
                await lines.RunAsync(timer, lines.AreEnded, clock.Now + ClosePatience, stop).ConfigureAwait(false);
        }
    }

    private sealed class Line(RelayTransport transport, TurnAllocation allocation) : IDisposable
    {
        private readonly byte[] _buffer = new byte[2048];

        public TurnAllocation Allocation => allocation;

        public TurnEnd? End { get; private set; }

        public byte[] Received { get; private set; } = [];

        public void Send(byte[] datagram, TransportAddress peer, Instant now)
        {
            var length = allocation.Wrap(datagram, peer, now, _buffer);
            if (length > 0)
                transport.Send(_buffer.AsSpan(0, length), length);
        }

        public void Run(Instant now)
        {
            while (transport.TryReceive(_buffer, out var length))
            {
                _ = allocation.HandleMessage(_buffer.AsSpan(0, length), now, out var peer, out var data);
                if (peer.IsSpecified)
                    Received = _buffer.AsSpan(0, length)[data].ToArray();
            }

            if (transport.Failure is not null || transport.TakeRefusal())
                allocation.Disconnect();
            if (allocation.NextTimeout <= now)
                allocation.HandleTimeout(now);
            while (allocation.TryPollTransmit(now, _buffer, out var length))
                transport.Send(_buffer.AsSpan(0, length), length);
            while (allocation.TryPollEvent(out var happened))
                End = happened.Kind == TurnEventKind.Ended ? happened.End : End;
        }

        public void Dispose() => transport.Dispose();
    }

    private sealed class Lines(MonotonicClock clock) : IDisposable
    {
        private readonly List<Line> _lines = [];

        public bool AreEnded() => _lines.TrueForAll(static line => line.Allocation.State == TurnAllocationState.Ended);

        public async Task<Line> OpenAsync(
            TransportAddress server, TurnUri uri, TurnCredential credential, RandomSource random, X509Certificate2Collection? roots, CancellationToken stop)
        {
            var name = uri.Transport == TurnTransport.Tls ? uri.Host : null;
            RelayTransport transport = uri.Transport == TurnTransport.Udp
                ? new RelayUdpTransport(server)
                : await RelayStream.ConnectAsync(server, name, roots, static () => { }, stop).ConfigureAwait(false);
            var line = new Line(transport, new TurnAllocation(new() { Credential = credential, IsReliable = transport.IsReliable }, random, clock.Now));
            _lines.Add(line);
            return line;
        }

        public async Task RunAsync(PeriodicTimer timer, Func<bool> until, Instant limit, CancellationToken stop)
        {
            while (true)
            {
                foreach (var line in _lines)
                    line.Run(clock.Now);
                if (until() || clock.Now >= limit)
                    return;
                _ = await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
            }
        }

        public void Close()
        {
            foreach (var line in _lines)
                line.Allocation.Close(clock.Now);
        }

        public void Dispose()
        {
            foreach (var line in _lines)
                line.Dispose();
        }
    }
}
