using System.Buffers;
using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Tests.Rtp;

namespace CamAgent.WebRtc.Tests.Media;

/// <summary>Counts what is rented and not returned.</summary>
internal sealed class CountingPool : ArrayPool<byte>
{
    internal int Outstanding { get; private set; }

    public override byte[] Rent(int minimumLength)
    {
        Outstanding++;
        return new byte[minimumLength];
    }

    public override void Return(byte[] array, bool clearArray = false) => Outstanding--;
}

/// <summary>A camera, a fan-out, and viewers' senders, under virtual time.</summary>
internal sealed class MediaFixture
{
    internal static readonly Ssrc VideoSsrc = new(0x01020304);
    internal static readonly Ssrc ViewerSsrc = new(0x0A0B0C0D);
    internal static readonly TimeSpan FrameInterval = TimeSpan.FromMilliseconds(33);

    internal MediaFixture(int maximumPayload = 1000)
    {
        Pool = new FramePool(Buffers);
        FanOut = new FrameFanOut(Pool, new H264Packetizer(maximumPayload));
    }

    internal CountingPool Buffers { get; } = new();

    internal FramePool Pool { get; }

    internal FrameFanOut FanOut { get; }

    internal NtpClock Clock { get; } = new(DateTimeOffset.UnixEpoch.AddYears(56), new Instant(0));

    internal Instant Now { get; set; } = new(TimeSpan.TicksPerHour);

    internal static VideoSenderOptions Options => new()
    {
        Ssrc = VideoSsrc,
        PayloadType = 102,
        CanonicalName = "camera",
        Mid = "0",
        HeaderExtensions = new HeaderExtensions { Mid = 4 },
    };

    internal VideoSender NewSender(VideoSenderOptions? options = null, int seed = 1)
    {
        var sender = new VideoSender(options ?? Options, Clock, new SeededRandomSource(seed));
        FanOut.Add(new Direct(sender));
        return sender;
    }

    internal void Wait(double milliseconds) => Now += TimeSpan.FromMilliseconds(milliseconds);

    internal void PublishKeyFrame(int size, int seed = 1) => FanOut.Publish(H264Samples.KeyFrame(size, seed), Now);

    internal void PublishDelta(int size, int seed = 1) => FanOut.Publish(H264Samples.DeltaFrame(size, seed), Now);

    internal List<byte[]> Poll(VideoSender sender, int maximum = int.MaxValue)
    {
        var packets = new List<byte[]>();
        Span<byte> header = stackalloc byte[100];
        while (packets.Count < maximum && sender.TryPollPacket(Now, header, out var packet))
            packets.Add([.. header[..packet.HeaderLength], .. packet.Payload]);
        return packets;
    }

    internal static RtpHeader HeaderOf(byte[] packet)
    {
        Assert.True(RtpHeader.TryRead(packet, out var header));
        return header;
    }

    internal void Nack(VideoSender sender, params IEnumerable<SequenceNumber> lost)
    {
        var bytes = new byte[1500];
        var writer = new RtcpCompoundWriter(bytes);
        Assert.True(writer.TryWriteNack(ViewerSsrc, VideoSsrc, [.. lost], out _));
        Assert.True(sender.HandleRtcp(bytes.AsSpan(0, writer.Length), Now));
    }

    internal void Report(VideoSender sender, ReportBlock block)
    {
        var bytes = new byte[100];
        var writer = new RtcpCompoundWriter(bytes);
        Assert.True(writer.TryWriteReceiverReport(ViewerSsrc, [block]));
        Assert.True(sender.HandleRtcp(bytes.AsSpan(0, writer.Length), Now));
    }

    internal sealed class Direct(VideoSender sender) : IFrameConsumer
    {
        public void OnFrame(SharedFrame frame) => sender.Enqueue(frame);
    }
}
