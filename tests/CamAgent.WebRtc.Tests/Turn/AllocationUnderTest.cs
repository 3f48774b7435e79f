using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Turn;

/// <summary>An allocation and a server with a wire between them that takes no time, and peers whose datagrams are kept.</summary>
internal sealed class AllocationUnderTest
{
    public static readonly TransportAddress Client = Address("198.51.100.1", 40000);
    public static readonly TransportAddress Peer = Address("203.0.113.1", 6000);
    private readonly byte[] _buffer = new byte[TurnAllocation.MaximumMessageSize];
    private readonly Queue<byte[]> _toClient = new();
    private bool _isPumping;

    public AllocationUnderTest(Action<SimulatedTurnServer>? prepare = null, string password = "secret", bool isReliable = false, bool start = true)
    {
        Server = new SimulatedTurnServer(Address("192.0.2.1", 3478), () => Now);
        Server.Send = (_, to, message) =>
        {
            if (to == Client)
                _toClient.Enqueue(message);
            else
                AtPeers.Add((to, message));
        };
        prepare?.Invoke(Server);
        Allocation = new(new() { Credential = new("camera", password), IsReliable = isReliable }, new SeededRandomSource(1), Now);
        if (start)
            Pump();
    }

    public TurnAllocation Allocation { get; }

    public SimulatedTurnServer Server { get; }

    public Instant Now { get; private set; } = new(TimeSpan.FromMinutes(1).Ticks);

    /// <summary>What the server relayed.</summary>
    public List<(TransportAddress To, byte[] Datagram)> AtPeers { get; } = [];

    /// <summary>What came from peers.</summary>
    public List<(TransportAddress From, byte[] Datagram)> AtClient { get; } = [];

    public List<TurnEvent> Events { get; } = [];

    /// <summary>Looks at what the client sends; false drops it.</summary>
    public Func<byte[], bool>? Filter { get; set; }

    public TurnEnd? End => Events.Where(happened => happened.Kind == TurnEventKind.Ended).Select(happened => (TurnEnd?)happened.End).SingleOrDefault();

    public static TransportAddress Address(string address, int port) => TransportAddress.From(System.Net.IPAddress.Parse(address), port);

    /// <summary>Hands over what is on the wire until nothing is.</summary>
    public void Pump()
    {
        if (_isPumping)
            return;
        _isPumping = true;
        var isMore = true;
        while (isMore)
        {
            isMore = false;
            while (Allocation.TryPollTransmit(Now, _buffer, out var length))
            {
                isMore = true;
                Deliver(_buffer[..length]);
            }

            while (_toClient.TryDequeue(out var message))
            {
                isMore = true;
                Receive(message);
            }
        }

        while (Allocation.TryPollEvent(out var happened))
            Events.Add(happened);
        _isPumping = false;
    }

    public bool Receive(byte[] message)
    {
        var handled = Allocation.HandleMessage(message, Now, out var peer, out var data);
        if (peer.IsSpecified)
            AtClient.Add((peer, message[data]));
        Pump();
        return handled;
    }

    public void Send(byte[] datagram, TransportAddress? peer = null)
    {
        var length = Allocation.Wrap(datagram, peer ?? Peer, Now, _buffer);
        if (length > 0)
            Deliver(_buffer[..length]);
        Pump();
    }

    public void FromPeer(byte[] datagram, TransportAddress? peer = null)
    {
        Server.ReceiveRelayed(Allocation.RelayedFor(peer ?? Peer), peer ?? Peer, datagram);
        Pump();
    }

    /// <summary>Lets time pass; <paramref name="each"/> is done every second of it.</summary>
    public void Pass(TimeSpan time, Action? each = null)
    {
        var end = Now + time;
        var nextSecond = each is null ? Instant.Never : Now + TimeSpan.FromSeconds(1);
        for (var rounds = 0; ; rounds++)
        {
            Assert.True(rounds < 100_000, "Time stands still.");
            var next = Instant.Min(Allocation.NextTimeout, nextSecond);
            if (next > end)
                break;
            Now = Instant.Max(Now, next);
            Allocation.HandleTimeout(Now);
            if (Now >= nextSecond)
            {
                nextSecond = Now + TimeSpan.FromSeconds(1);
                each!();
            }

            Pump();
        }

        Now = end;
    }

    /// <summary>Takes the next message that the client sends, without handing it over.</summary>
    public byte[] TakeSent()
    {
        Assert.True(Allocation.TryPollTransmit(Now, _buffer, out var length), "Nothing is sent.");
        return _buffer[..length];
    }

    public static StunMethod MethodOf(byte[] message)
    {
        Assert.True(StunMessage.TryParse(message, out var stun));
        return stun.Method;
    }

    private void Deliver(byte[] message)
    {
        if (Filter is null || Filter(message))
            Server.Receive(Client, message);
    }
}
