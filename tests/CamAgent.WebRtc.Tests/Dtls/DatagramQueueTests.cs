using CamAgent.WebRtc.Dtls;

namespace CamAgent.WebRtc.Tests.Dtls;

public sealed class DatagramQueueTests
{
    [Fact]
    public void Datagrams_come_out_as_they_went_in()
    {
        var queue = new DatagramQueue(20_000);
        var expected = new Queue<byte[]>();
        var random = new Random(3);
        var buffer = new byte[1500];
        for (var round = 0; round < 5000; round++)
        {
            if (random.Next(2) == 0)
            {
                var datagram = new byte[random.Next(1200)];
                random.NextBytes(datagram);
                if (queue.TryEnqueue(datagram))
                    expected.Enqueue(datagram);
            }
            else if (queue.TryDequeue(buffer, out var length))
            {
                Assert.Equal(expected.Dequeue(), buffer[..length]);
            }
            else
            {
                Assert.Empty(expected);
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_dropped_and_counted()
    {
        var queue = new DatagramQueue(100);

        Assert.True(queue.TryEnqueue(new byte[60]));
        Assert.False(queue.HasRoomFor(60));
        Assert.False(queue.TryEnqueue(new byte[60]));

        Assert.Equal(1, queue.Dropped);
    }

    [Fact]
    public void A_datagram_stays_where_the_destination_is_too_short()
    {
        var queue = new DatagramQueue(100);
        _ = queue.TryEnqueue([1, 2, 3]);

        Assert.Throws<ArgumentException>(() => queue.TryDequeue(new byte[2], out _));

        Assert.True(queue.TryDequeue(new byte[3], out var length));
        Assert.Equal(3, length);
    }
}
