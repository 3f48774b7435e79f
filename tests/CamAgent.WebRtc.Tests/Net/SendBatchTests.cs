using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;
using CamAgent.WebRtc.Tests.Turn;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Net;

public sealed class SendBatchTests
{
    private static readonly TransportAddress Other = AllocationUnderTest.Address("203.0.113.2", 7000);

    [Fact]
    public void Datagrams_of_several_viewers_behind_one_server_leave_in_one_call()
    {
        var (batch, route) = Prepare();
        for (byte i = 0; i < 6; i++)
            Put(batch, route, i % 2 == 0 ? AllocationUnderTest.Peer : Other, [0x80, i, i, i]);
        batch.Flush();
        var (bytes, size) = Assert.Single(route.Sent);
        Assert.Equal(8, size);
        Assert.Equal(48, bytes.Length);
        Assert.Equal([0x40, 0, 0, 4, 0x80, 0, 0, 0, 0x40, 1, 0, 4, 0x80, 1, 1, 1], bytes[..16]);
    }

    [Fact]
    public void A_shorter_datagram_ends_the_run_and_a_longer_one_begins_another()
    {
        var (batch, route) = Prepare();
        foreach (var length in (int[])[10, 10, 4, 10, 12, 12])
            Put(batch, route, AllocationUnderTest.Peer, new byte[length]);
        batch.Flush();
        Assert.Equal([(14 + 14 + 8, 14), (14, 14), (16 + 16, 16)], route.Sent.Select(sent => (sent.Bytes.Length, sent.Size)));
    }

    [Fact]
    public void Over_a_stream_every_message_is_padded()
    {
        var (batch, route) = Prepare(isReliable: true);
        Put(batch, route, AllocationUnderTest.Peer, [0x80, 1, 1, 1, 1]);
        Put(batch, route, AllocationUnderTest.Peer, [0x80, 2, 2, 2, 2]);
        batch.Flush();
        Assert.Equal(
            [0x40, 0, 0, 5, 0x80, 1, 1, 1, 1, 0, 0, 0, 0x40, 0, 0, 5, 0x80, 2, 2, 2, 2, 0, 0, 0],
            Assert.Single(route.Sent).Bytes);
    }

    [Fact]
    public void Without_a_channel_the_datagram_goes_as_an_indication_after_what_came_before()
    {
        var (batch, route) = Prepare();
        Put(batch, route, AllocationUnderTest.Peer, [0x80, 1]);
        Put(batch, route, AllocationUnderTest.Peer.WithPort(99), [0x80, 2]);
        batch.Flush();
        Assert.Equal(2, route.Sent.Count);
        Assert.Equal(0x40, route.Sent[0].Bytes[0]);
        Assert.Equal(StunMethod.Send, AllocationUnderTest.MethodOf(route.Sent[1].Bytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Direct_and_relayed_datagrams_in_any_order_all_leave_as_they_were_written(int seed)
    {
        var random = new Random(seed);
        using var sockets = new UdpSocketSet();
        sockets.Open([AllocationUnderTest.Address("127.0.0.1", 0)], 0, out _);
        using var receiver = UdpSocket.Bind(AllocationUnderTest.Address("127.0.0.1", 0));
        var (batch, route) = Prepare(sockets: sockets);
        var direct = new NetworkPath(sockets.Sockets[0].Local, receiver.Local);
        var (relayed, sent) = (new List<byte[]>(), new List<byte[]>());
        for (var round = 0; round < 400; round++)
        {
            var datagram = new byte[random.Next(1, 40) * 30];
            random.NextBytes(datagram);
            datagram[0] = 0x80;
            if (random.Next(3) == 0)
            {
                datagram.CopyTo(batch.Next);
                batch.Commit(datagram.Length, direct, route.Now);
                sent.Add(datagram);
            }
            else
            {
                Put(batch, route, random.Next(2) == 0 ? AllocationUnderTest.Peer : Other, datagram);
                relayed.Add(datagram);
            }

            if (random.Next(20) == 0)
                batch.Flush();
        }

        batch.Flush();
        Assert.Equal(relayed, route.Sent.SelectMany(Cut));
        var buffer = new byte[2048];
        foreach (var datagram in sent)
        {
            Assert.True(receiver.TryReceive(buffer, out var length, out _));
            Assert.Equal(datagram, buffer[..length]);
        }
    }

    [Fact]
    public void Nothing_is_allocated_for_a_datagram_on_a_channel()
    {
        var (batch, route) = Prepare();
        route.Keeps = false;
        var path = new NetworkPath(route.Allocation.Relayed[0], AllocationUnderTest.Peer);
        long before = 0;
        for (var i = 0; i < 2000; i++)
        {
            if (i == 1000)
                before = GC.GetAllocatedBytesForCurrentThread();
            batch.Next[0] = 0x80;
            batch.Commit(1000, path, route.Now);
            if (i % 10 == 9)
                batch.Flush();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (SendBatch Batch, Route Route) Prepare(bool isReliable = false, UdpSocketSet? sockets = null)
    {
        var test = new AllocationUnderTest(isReliable: isReliable);
        foreach (var peer in (TransportAddress[])[AllocationUnderTest.Peer, Other])
            test.Send([0x80, 0], peer);
        var route = new Route(test, new Wire(isReliable));
        return (new SendBatch(sockets ?? new UdpSocketSet(), route), route);
    }

    private static void Put(SendBatch batch, Route route, TransportAddress peer, byte[] datagram)
    {
        datagram.CopyTo(batch.Next);
        batch.Commit(datagram.Length, new NetworkPath(route.Allocation.Relayed[0], peer), route.Now);
    }

    private static IEnumerable<byte[]> Cut((byte[] Bytes, int Size) sent)
    {
        for (var at = 0; at < sent.Bytes.Length; at += sent.Size)
        {
            var message = sent.Bytes[at..Math.Min(at + sent.Size, sent.Bytes.Length)];
            Assert.True(ChannelData.TryRead(message, out _, out var length));
            Assert.Equal(message.Length, ChannelData.HeaderSize + length);
            yield return message[ChannelData.HeaderSize..];
        }
    }

    private sealed class Route(AllocationUnderTest test, Wire wire) : RelayRoute, IRelayRoutes
    {
        public List<(byte[] Bytes, int Size)> Sent => wire.Sent;

        public bool Keeps { set => wire.Keeps = value; }

        public Instant Now => test.Now;

        public override TurnAllocation Allocation => test.Allocation;

        public override RelayTransport Transport => wire;

        public int Version => 1;

        public RelayRoute? Find(TransportAddress local) => Allocation.Relayed.Contains(local) ? this : null;
    }

    private sealed class Wire(bool isReliable) : RelayTransport
    {
        public List<(byte[] Bytes, int Size)> Sent { get; } = [];

        public bool Keeps { get; set; } = true;

        public override TransportAddress Local => default;

        public override bool IsReliable => isReliable;

        public override string? Failure => null;

        public override long Dropped => 0;

        public override void Send(ReadOnlySpan<byte> messages, int segmentSize)
        {
            if (Keeps)
                Sent.Add((messages.ToArray(), segmentSize));
        }

        public override bool TryReceive(Span<byte> buffer, out int length)
        {
            length = 0;
            return false;
        }

        public override void Dispose()
        {
        }
    }
}
