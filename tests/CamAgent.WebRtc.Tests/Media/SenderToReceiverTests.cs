using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Rtp;
using CamAgent.WebRtc.Tests.Rtp;

namespace CamAgent.WebRtc.Tests.Media;

/// <summary>A sender and a receiver over a link with loss, delay, disorder and duplicates, under virtual time.</summary>
public sealed class SenderToReceiverTests
{
    private readonly MediaFixture _media = new();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 2)]
    [InlineData(10, 3)]
    [InlineData(30, 4)]
    public void Loss_is_repaired_or_leads_to_a_key_frame(int lossPercent, int seed)
    {
        var link = new Link(_media, lossPercent, seed);
        link.Run(seconds: 20);
        Assert.True(link.Received > 0, $"seed {seed}");
        Assert.Equal(0, link.Corrupt);
        // Up to ten percent, retransmission repairs nearly all; at thirty its budget is spent, and key frames alone carry the picture on.
        Assert.InRange(link.Received, link.Sent * (lossPercent <= 10 ? 0.9 : 0.08), link.Sent);
        if (lossPercent > 0)
            Assert.True(link.Sender.Statistics.RetransmittedPackets > 0);
        link.Dispose();
        Assert.Equal((0, 0), (_media.Pool.Outstanding, _media.Buffers.Outstanding));
    }

    [Fact]
    public void Both_ends_agree_on_round_trip_and_loss()
    {
        using var link = new Link(_media, lossPercent: 5, seed: 9);
        link.Run(seconds: 10);
        var statistics = link.Sender.Statistics;
        Assert.InRange(statistics.RoundTripTime.TotalMilliseconds, 40, 60);
        Assert.True(statistics.Jitter < TimeSpan.FromMilliseconds(20));
        Assert.True(link.Receiver.Statistics!.Received > 0);
    }

    [Fact]
    public void A_hundred_seeds_end_with_a_picture()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var media = new MediaFixture();
            using var link = new Link(media, lossPercent: seed % 31, seed);
            link.Run(seconds: 2);
            link.LossPercent = 0;
            var before = link.Received;
            link.Run(seconds: 3);
            Assert.True(link.Received > before + 30, $"seed {seed}: {link.Received - before} pictures in three seconds without loss");
            Assert.Equal(0, link.Corrupt);
        }
    }

    [Fact]
    public void A_restarted_source_is_followed()
    {
        var pictures = 0;
        using var receiver = NewReceiver(_ => pictures++);
        foreach (var seed in new[] { 3, 4, 5 })
        {
            using var sender = _media.NewSender(seed: seed);
            for (var i = 0; i < 40; i++)
            {
                if (i % 10 == 0)
                    _media.PublishKeyFrame(1500, i);
                else
                    _media.PublishDelta(1500, i);
                foreach (var packet in _media.Poll(sender))
                    receiver.HandleRtp(packet, _media.Now);
                _media.Wait(33);
                receiver.HandleTimeout(_media.Now);
                _ = receiver.TryPollRtcp(_media.Now, new byte[1200], out var _);
            }
        }

        Assert.True(pictures > 90, $"{pictures} pictures");
    }

    [Fact]
    public void No_packet_can_make_the_receiver_fail()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(4000);
        byte[][] corpus = [.. _media.Poll(sender)];
        using var receiver = NewReceiver(_ => { });
        Fuzz.Bytes(77, 20_000, 1200, corpus, bytes =>
        {
            _media.Wait(1);
            _ = receiver.HandleRtp(bytes, _media.Now);
            _ = receiver.HandleRtcp(bytes, _media.Now);
            receiver.HandleTimeout(_media.Now);
            _ = receiver.TryPollRtcp(_media.Now, new byte[1200], out _);
        });
    }

    private static VideoReceiver NewReceiver(ReceivedAccessUnitHandler handler) =>
        new(new VideoReceiverOptions { LocalSsrc = MediaFixture.ViewerSsrc, CanonicalName = "viewer", PayloadType = 102 }, new SeededRandomSource(1), handler);

    private sealed class Link : IDisposable
    {
        private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(20);

        private readonly MediaFixture _media;
        private readonly Random _random;
        private readonly KeyFrameRequests _requests = new(2_000_000);
        private readonly PriorityQueue<(byte[] Bytes, bool ToReceiver, bool Rtcp), (long, int)> _inFlight = new();
        private readonly HashSet<string> _slices = [];
        private int _order;
        private bool _keyFrameDue;

        internal Link(MediaFixture media, int lossPercent, int seed)
        {
            _media = media;
            _random = new Random(seed);
            LossPercent = lossPercent;
            Sender = media.NewSender(seed: seed);
            Receiver = NewReceiver(OnPicture);
        }

        internal int LossPercent { get; set; }

        internal VideoSender Sender { get; }

        internal VideoReceiver Receiver { get; }

        internal int Sent { get; private set; }

        internal int Received { get; private set; }

        internal int Corrupt { get; private set; }

        public void Dispose()
        {
            Sender.Dispose();
            Receiver.Dispose();
        }

        internal void Run(int seconds)
        {
            var end = _media.Now + TimeSpan.FromSeconds(seconds);
            var nextFrame = _media.Now;
            while (_media.Now < end)
            {
                if (_media.Now >= nextFrame)
                {
                    nextFrame = _media.Now + MediaFixture.FrameInterval;
                    PublishFrame();
                }

                Drain();
                Deliver();
                _media.Wait(1);
            }
        }

        private void PublishFrame()
        {
            Sent++;
            var size = _keyFrameDue ? 20_000 : _random.Next(500, 8000);
            if (_keyFrameDue)
            {
                _media.PublishKeyFrame(size, Sent);
                _requests.OnKeyFrame(size, _media.Now);
            }
            else
            {
                _media.PublishDelta(size, Sent);
            }

            _slices.Add(Convert.ToHexString(_keyFrameDue ? H264Samples.Idr(size, Sent) : H264Samples.Slice(size, Sent)));
            _keyFrameDue = false;
        }

        private void Drain()
        {
            if (Sender.TryTakeKeyFrameRequest(out var cause))
                _keyFrameDue |= _requests.Request(cause, _media.Now);
            _keyFrameDue |= _requests.HandleTimeout(_media.Now);
            foreach (var packet in _media.Poll(Sender))
                Send(packet, toReceiver: true, rtcp: false);
            var bytes = new byte[1200];
            if (Sender.TryWriteReport(_media.Now, bytes, out var length))
                Send(bytes[..length], toReceiver: true, rtcp: true);
            Receiver.HandleTimeout(_media.Now);
            while (Receiver.TryPollRtcp(_media.Now, bytes, out length))
                Send(bytes[..length], toReceiver: false, rtcp: true);
        }

        private void Send(byte[] bytes, bool toReceiver, bool rtcp)
        {
            if (_random.Next(100) < LossPercent)
                return;
            // A few come late and out of order, a few twice.
            var extra = _random.Next(50) == 0 ? _random.Next(15) : 0;
            for (var copies = _random.Next(100) == 0 ? 2 : 1; copies > 0; copies--)
                _inFlight.Enqueue((bytes, toReceiver, rtcp), ((_media.Now + Delay + TimeSpan.FromMilliseconds(extra)).Ticks, _order++));
        }

        private void Deliver()
        {
            while (_inFlight.TryPeek(out var packet, out var at) && at.Item1 <= _media.Now.Ticks)
            {
                _inFlight.Dequeue();
                if (!packet.ToReceiver)
                    Assert.True(Sender.HandleRtcp(packet.Bytes, _media.Now));
                else if (packet.Rtcp)
                    Assert.True(Receiver.HandleRtcp(packet.Bytes, _media.Now));
                else
                    Assert.True(Receiver.HandleRtp(packet.Bytes, _media.Now));
            }
        }

        private void OnPicture(ReceivedAccessUnit unit)
        {
            Received++;
            var last = H264Samples.UnitsOf(unit.AnnexB)[^1];
            if (!_slices.Contains(Convert.ToHexString(last)))
                Corrupt++;
        }
    }
}
