using CamAgent.WebRtc.Dtls;

namespace CamAgent.WebRtc.Tests.Dtls;

/// <summary>Two sessions and a wire between them, under virtual time. What the wire does follows from the seed.</summary>
internal sealed class DtlsPair : IDisposable
{
    private static readonly Instant Beginning = new(TimeSpan.TicksPerDay);

    private readonly Random _random;
    private readonly PriorityQueue<(DtlsSession To, byte[] Datagram), (Instant, int)> _inFlight = new();
    private readonly byte[] _buffer = new byte[2048];
    private int _sent;

    public DtlsPair(
        int seed = 1,
        int mtu = DtlsSession.MaximumDatagramSize,
        DtlsContext? client = null,
        DtlsContext? server = null,
        DtlsFingerprint? expectedByClient = null,
        DtlsFingerprint? expectedByServer = null)
    {
        _random = new Random(seed);
        Client = new DtlsSession(client ?? Identities.ViewerContext, DtlsRole.Client, expectedByClient ?? Identities.Camera.Fingerprint, mtu);
        Server = new DtlsSession(server ?? Identities.CameraContext, DtlsRole.Server, expectedByServer ?? Identities.Viewer.Fingerprint, mtu);
    }

    public DtlsSession Client { get; }

    public DtlsSession Server { get; }

    public Instant Now { get; private set; } = Beginning;

    /// <summary>Of each datagram, during the first <see cref="LossyFor"/>.</summary>
    public double Loss { get; init; }

    /// <summary>Then the wire is clean: what has not happened by luck until then must happen now.</summary>
    public TimeSpan LossyFor { get; init; } = TimeSpan.FromSeconds(10);

    public double Duplication { get; init; }

    /// <summary>Up to so much longer than the least delay of 10 ms: datagrams overtake one another.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Sees every datagram before the wire; false loses it.</summary>
    public Func<DtlsSession, byte[], bool> Passes { get; set; } = static (_, _) => true;

    /// <summary>Called before each delivery.</summary>
    public Action<DtlsSession>? BeforeDelivery { get; init; }

    public int LargestDatagram { get; private set; }

    public int Datagrams => _sent;

    public bool BothConnected => Client.State == DtlsState.Connected && Server.State == DtlsState.Connected;

    public bool BothEnded => IsEnded(Client) && IsEnded(Server);

    public DtlsSession Other(DtlsSession session) => session == Client ? Server : Client;

    public void Connect()
    {
        Client.Start(Now);
        RunUntil(() => BothConnected, TimeSpan.FromSeconds(1));
    }

    /// <summary>Runs until the condition holds; the test fails where it does not within the virtual time.</summary>
    public void RunUntil(Func<bool> condition, TimeSpan limit)
    {
        var deadline = Now + limit;
        Flush();
        while (!condition())
        {
            Assert.True(Step(deadline), $"Not reached within {limit}: client {Client.State} {Client.FailureReason}, server {Server.State} {Server.FailureReason}");
        }
    }

    /// <summary>Runs for so long, or until nothing is left to happen.</summary>
    public void Run(TimeSpan duration)
    {
        var deadline = Now + duration;
        Flush();
        while (Step(deadline))
        {
        }

        Now = Instant.Max(Now, deadline);
    }

    public void Flush()
    {
        Flush(Client);
        Flush(Server);
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private static bool IsEnded(DtlsSession session) => session.State is DtlsState.Closed or DtlsState.Failed;

    private bool Step(Instant deadline)
    {
        var arrival = _inFlight.TryPeek(out _, out var first) ? first.Item1 : Instant.Never;
        var next = Instant.Min(arrival, Instant.Min(Client.NextTimeout, Server.NextTimeout));
        if (next > deadline)
            return false;
        Now = Instant.Max(Now, next);
        if (arrival == next)
        {
            var (to, datagram) = _inFlight.Dequeue();
            BeforeDelivery?.Invoke(to);
            to.HandleDatagram(datagram, Now);
        }
        else
        {
            Client.HandleTimeout(Now);
            Server.HandleTimeout(Now);
        }

        Flush();
        return true;
    }

    private void Flush(DtlsSession from)
    {
        while (from.TryPollTransmit(_buffer, out var length))
        {
            LargestDatagram = Math.Max(LargestDatagram, length);
            var datagram = _buffer[..length];
            if (!Passes(from, datagram) || (_random.NextDouble() < Loss && Now - Beginning < LossyFor))
                continue;
            Send(from, datagram);
            if (_random.NextDouble() < Duplication)
                Send(from, datagram);
        }
    }

    private void Send(DtlsSession from, byte[] datagram)
    {
        var delay = TimeSpan.FromMilliseconds(10) + (_random.NextDouble() * Jitter);
        _inFlight.Enqueue((Other(from), datagram), (Now + delay, _sent++));
    }
}
