using CamAgent.WebRtc.Dtls;

namespace CamAgent.WebRtc.Tests.Dtls;

public sealed class DtlsApplicationDataTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(DtlsSession.MaximumApplicationData)]
    public void A_message_arrives_whole(int size)
    {
        using var pair = new DtlsPair();
        pair.Connect();
        var message = Message(size);
        var received = new byte[2048];

        Assert.True(pair.Client.TrySend(message));
        pair.Run(TimeSpan.FromMilliseconds(20));

        Assert.True(pair.Server.TryReceive(received, out var length));
        Assert.Equal(message, received[..length]);
        Assert.False(pair.Server.TryReceive(received, out _));
        Assert.True(pair.LargestDatagram <= DtlsSession.MaximumDatagramSize);
    }

    [Fact]
    public void Messages_keep_their_order_and_their_bounds()
    {
        using var pair = new DtlsPair();
        pair.Connect();

        for (var i = 1; i <= 20; i++)
            Assert.True(pair.Server.TrySend(Message(i)));
        pair.Run(TimeSpan.FromMilliseconds(20));

        var received = new byte[2048];
        for (var i = 1; i <= 20; i++)
        {
            Assert.True(pair.Client.TryReceive(received, out var length));
            Assert.Equal(i, length);
        }
    }

    [Fact]
    public void An_empty_or_too_long_message_is_refused()
    {
        using var pair = new DtlsPair();
        pair.Connect();

        Assert.False(pair.Client.TrySend([]));
        Assert.False(pair.Client.TrySend(Message(DtlsSession.MaximumApplicationData + 1)));
    }

    [Fact]
    public void Nothing_is_sent_before_the_handshake_is_over()
    {
        using var pair = new DtlsPair();
        pair.Client.Start(pair.Now);

        Assert.False(pair.Client.TrySend([1]));
    }

    [Fact]
    public void A_full_transmit_queue_refuses_rather_than_grows()
    {
        using var pair = new DtlsPair();
        pair.Connect();

        var accepted = 0;
        while (accepted < 1000 && pair.Client.TrySend(Message(1000)))
            accepted++;

        Assert.InRange(accepted, 20, 40);
        Assert.Equal(DtlsState.Connected, pair.Client.State);
    }

    [Fact]
    public void A_repeated_datagram_is_received_once()
    {
        using var pair = new DtlsPair { Duplication = 1 };
        pair.Connect();

        Assert.True(pair.Client.TrySend([1, 2, 3]));
        pair.Run(TimeSpan.FromMilliseconds(20));

        Assert.True(pair.Server.TryReceive(new byte[16], out _));
        Assert.False(pair.Server.TryReceive(new byte[16], out _));
    }

    private static byte[] Message(int size)
    {
        var message = new byte[size];
        new Random(size).NextBytes(message);
        return message;
    }
}
