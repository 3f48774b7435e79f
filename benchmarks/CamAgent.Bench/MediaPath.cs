using System.Diagnostics;
using System.Security.Cryptography;
using CamAgent.WebRtc;
using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Srtp;

namespace CamAgent.Bench;

/// <summary>The media path without sockets: packetize once, fan out, write headers, protect; beside the bare cipher of .NET on the same payloads.</summary>
internal static class MediaPath
{
    private const int PictureBytes = 10_400; // 2.5 Mbit/s at 30 a second
    private const int KeyFrameBytes = 60_000;
    private const int KeyFrameEvery = 60;
    private const int WarmUpFrames = 600; // longer than the retransmission history, so that pools are as full as they get
    private static readonly TimeSpan FrameInterval = TimeSpan.FromTicks(TimeSpan.TicksPerSecond / 30);

    internal static void Run(Report report, bool quick)
    {
        report.Begin(
            "Media path in process (720p30, 2.5 Mbit/s)",
            "SRTP profile", "viewers", "ns/packet", "allocated bytes/packet", "AesGcm of .NET alone, ns/packet", "ratio");
        foreach (var profile in Enum.GetValues<SrtpProfile>())
        {
            foreach (var viewers in (int[])[1, 10])
                Measure(report, profile, viewers, frames: (quick ? 6_000 : 30_000) / viewers);
        }
    }

    private static void Measure(Report report, SrtpProfile profile, int viewers, int frames)
    {
        var units = Pictures();
        var fanOut = new FrameFanOut(new FramePool(), new H264Packetizer());
        var all = Enumerable.Range(0, viewers).Select(i => new Viewer(profile, i)).ToList();
        all.ForEach(fanOut.Add);
        var now = new Instant(TimeSpan.TicksPerSecond);
        Play(WarmUpFrames);

        var packetsBefore = all.Sum(viewer => viewer.Packets);
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        Play(frames);
        var elapsed = Stopwatch.GetElapsedTime(start);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        var packets = all.Sum(viewer => viewer.Packets) - packetsBefore;
        all.ForEach(viewer => viewer.Dispose());

        var perPacket = elapsed.TotalNanoseconds / packets;
        var bare = BareCipher(packets);
        report.Row(
            profile.ToString(), Report.Number(viewers), Report.Number(perPacket), Report.Number((double)allocated / packets, 3), Report.Number(bare), Report.Number(perPacket / bare, 2));
        if (allocated != 0)
            report.Failures.Add($"{profile}, {viewers} viewers: {allocated} bytes allocated for {packets} packets; it must be none.");

        void Play(int count)
        {
            for (var i = 0; i < count; i++)
            {
                now += FrameInterval;
                _ = fanOut.Publish(units[i % KeyFrameEvery], now);
                foreach (var viewer in all)
                    viewer.Drain(now);
            }
        }
    }

    private static double BareCipher(long packets)
    {
        using var cipher = new AesGcm(new byte[16], 16);
        var plain = new byte[PayloadBudget.Default];
        var output = new byte[PayloadBudget.Default];
        Span<byte> nonce = stackalloc byte[12];
        Span<byte> tag = stackalloc byte[16];
        Span<byte> header = stackalloc byte[20];
        var start = Stopwatch.GetTimestamp();
        for (long i = 0; i < packets; i++)
        {
            BitConverter.TryWriteBytes(nonce, i);
            cipher.Encrypt(nonce, plain, output, tag, header);
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / packets;
    }

    private static byte[][] Pictures()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, KeyFrameEvery).Select(number => Picture(random, number == 0))];
    }

    private static byte[] Picture(Random random, bool isKeyFrame)
    {
        // No byte below 3: no start code comes about by chance.
        var slice = new byte[isKeyFrame ? KeyFrameBytes : PictureBytes];
        for (var i = 0; i < slice.Length; i++)
            slice[i] = (byte)random.Next(3, 256);
        byte[] parameterSets = isKeyFrame ? [0, 0, 0, 1, 0x67, 0x42, 0xE0, 0x1F, 0x8C, 0, 0, 0, 1, 0x68, 0xCE, 0x3C, 0x80] : [];
        return [.. parameterSets, 0, 0, 0, 1, (byte)(isKeyFrame ? 0x65 : 0x41), .. slice];
    }

    private sealed class Viewer : IFrameConsumer, IDisposable
    {
        private readonly VideoSender _sender;
        private readonly SrtpSender _protection;
        private readonly byte[] _datagram = new byte[1500];

        internal Viewer(SrtpProfile profile, int number)
        {
            var options = new VideoSenderOptions
            {
                Ssrc = new Ssrc((uint)number + 1),
                PayloadType = 102,
                CanonicalName = "bench",
                Mid = "0",
                HeaderExtensions = new HeaderExtensions { Mid = 1, PlayoutDelay = 2 },
                PlayoutDelay = default(PlayoutDelay),
            };
            _sender = new VideoSender(options, new NtpClock(DateTimeOffset.UnixEpoch, new Instant(0)), SecureRandomSource.Instance);
            _protection = new SrtpSender(new SrtpMasterKey(profile, RandomNumberGenerator.GetBytes(SrtpProfileSizes.Key), RandomNumberGenerator.GetBytes(profile.SaltLength)));
        }

        internal long Packets { get; private set; }

        public void OnFrame(SharedFrame frame) => _sender.Enqueue(frame);

        internal void Drain(Instant now)
        {
            Span<byte> header = stackalloc byte[PayloadBudget.MaximumHeaderSize];
            while (_sender.TryPollPacket(now, header, out var packet))
            {
                _ = _protection.Protect(header[..packet.HeaderLength], packet.Payload, _datagram);
                Packets++;
            }
        }

        public void Dispose()
        {
            _sender.Dispose();
            _protection.Dispose();
        }
    }
}
