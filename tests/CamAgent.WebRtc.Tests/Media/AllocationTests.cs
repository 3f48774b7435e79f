using System.Buffers;
using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Tests.Rtp;

namespace CamAgent.WebRtc.Tests.Media;

public sealed class AllocationTests
{
    private const int FramesASecond = 30;

    [Fact]
    public void In_the_steady_state_nothing_is_allocated_per_packet()
    {
        var clock = new NtpClock(DateTimeOffset.UnixEpoch, new Instant(0));
        // Not the shared pool: a collection may trim that one in the midst of the measurement.
        var pool = new FramePool(ArrayPool<byte>.Create(128 * 1024, 512));
        var fanOut = new FrameFanOut(pool, new H264Packetizer());
        VideoSender[] senders = [.. Enumerable.Range(1, 3).Select(i =>
            new VideoSender(MediaFixture.Options with { Ssrc = new Ssrc((uint)i) }, clock, new SeededRandomSource(i)))];
        foreach (var sender in senders)
            fanOut.Add(new MediaFixture.Direct(sender));
        byte[][] frames = [H264Samples.KeyFrame(40_000), .. Enumerable.Range(0, 9).Select(i => H264Samples.DeltaFrame(2000 + (i * 500), i))];

        var now = new Instant(0);
        // The pool, its queue and the lists of payloads grow to their size first.
        Run(fanOut, senders, frames, ref now, seconds: 60);
        var packets = senders[0].Statistics.Packets;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(fanOut, senders, frames, ref now, seconds: 10);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(senders[0].Statistics.Packets - packets > 1000);
        Assert.True(senders[0].Statistics.RetransmittedPackets > 100);
        Assert.Equal(0, allocated);
        foreach (var sender in senders)
            sender.Dispose();
        Assert.Equal(0, pool.Outstanding);
    }

    private static void Run(FrameFanOut fanOut, VideoSender[] senders, byte[][] frames, ref Instant now, int seconds)
    {
        Span<byte> header = stackalloc byte[PayloadBudget.MaximumHeaderSize];
        Span<byte> report = stackalloc byte[200];
        Span<byte> nack = stackalloc byte[16];
        for (var frame = 0; frame < seconds * FramesASecond; frame++)
        {
            now += TimeSpan.FromMilliseconds(1000.0 / FramesASecond);
            fanOut.Publish(frames[frame % frames.Length], now);
            foreach (var sender in senders)
            {
                long last = 0;
                while (sender.TryPollPacket(now, header, out var packet))
                    last = packet.PacketIndex;
                var writer = new RtcpCompoundWriter(nack);
                _ = writer.TryWriteNack(MediaFixture.ViewerSsrc, sender.Ssrc, [new SequenceNumber((ushort)last)], out _);
                _ = sender.HandleRtcp(nack[..writer.Length], now);
                _ = sender.TryPollPacket(now, header, out _);
                _ = sender.TryWriteReport(now, report, out _);
            }
        }
    }
}
