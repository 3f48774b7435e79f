using System.Text;
using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Media;

public sealed class VideoSenderTests
{
    private readonly MediaFixture _media = new();

    [Fact]
    public void A_viewer_that_joins_asks_for_a_key_frame_once()
    {
        using var sender = _media.NewSender();
        Assert.True(sender.TryTakeKeyFrameRequest(out var cause));
        Assert.Equal(KeyFrameCause.Join, cause);
        Assert.False(sender.TryTakeKeyFrameRequest(out _));
    }

    [Fact]
    public void A_viewer_begins_at_a_key_frame()
    {
        using var sender = _media.NewSender();
        _media.PublishDelta(500);
        Assert.Empty(_media.Poll(sender));
        _media.PublishKeyFrame(500);
        _media.PublishDelta(500);
        Assert.Equal(3, _media.Poll(sender).Count);
        Assert.Equal(1, sender.Statistics.FramesDropped);
    }

    [Fact]
    public void A_viewer_that_still_waits_after_a_second_asks_again()
    {
        using var sender = _media.NewSender();
        sender.TryTakeKeyFrameRequest(out _);
        for (var i = 0; i < 30; i++)
        {
            _media.PublishDelta(100);
            Assert.False(sender.TryTakeKeyFrameRequest(out _));
            _media.Wait(33);
        }

        _media.Wait(33);
        _media.PublishDelta(100);
        Assert.True(sender.TryTakeKeyFrameRequest(out var cause));
        Assert.Equal(KeyFrameCause.Join, cause);
    }

    [Fact]
    public void Numbers_rise_by_one_and_the_marker_is_on_the_last_packet_of_a_frame()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(4500);
        _media.Wait(40);
        _media.PublishDelta(2500);
        var headers = _media.Poll(sender).ConvertAll(MediaFixture.HeaderOf);
        Assert.Equal(6 + 3, headers.Count);
        for (var i = 1; i < headers.Count; i++)
            Assert.Equal(headers[i - 1].SequenceNumber.Next, headers[i].SequenceNumber);
        Assert.Equal([5, 8], Enumerable.Range(0, headers.Count).Where(i => headers[i].Marker));
        Assert.Equal(3600, headers[6].Timestamp - headers[5].Timestamp);
        Assert.Single(headers.Take(6).Select(header => header.Timestamp).Distinct());
        Assert.All(headers, header => Assert.Equal((102, MediaFixture.VideoSsrc), (header.PayloadType, header.Ssrc)));
    }

    [Fact]
    public void Sequence_numbers_wrap_and_the_packet_index_does_not()
    {
        using var sender = _media.NewSender();
        Span<byte> header = stackalloc byte[100];
        _media.PublishKeyFrame(100);
        long? last = null;
        for (var i = 0; i < 70_000; i++)
        {
            if (!sender.HasPackets)
                _media.PublishDelta(100);
            Assert.True(sender.TryPollPacket(_media.Now, header, out var packet));
            Assert.True(RtpHeader.TryRead(header[..packet.HeaderLength], out var read));
            Assert.Equal((ushort)packet.PacketIndex, read.SequenceNumber.Value);
            Assert.True(last is null || packet.PacketIndex == last + 1);
            last = packet.PacketIndex;
        }

        Assert.True(last > 65536);
    }

    [Fact]
    public void Viewers_start_at_different_numbers_and_times()
    {
        var starts = new HashSet<(ushort, uint)>();
        for (var seed = 0; seed < 20; seed++)
        {
            using var sender = _media.NewSender(seed: seed);
            _media.PublishKeyFrame(100);
            var header = MediaFixture.HeaderOf(_media.Poll(sender)[0]);
            starts.Add((header.SequenceNumber.Value, header.Timestamp.Value));
            // RFC 3711 §3.3.1: away from the first wrap, whose turn a receiver could guess wrong.
            Assert.True(header.SequenceNumber.Value < 0x8000);
        }

        Assert.Equal(20, starts.Count);
    }

    [Fact]
    public void Every_packet_carries_its_mid()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(3000);
        Assert.All(_media.Poll(sender), packet =>
        {
            Assert.True(MediaFixture.HeaderOf(packet).TryGetExtension(packet, 4, out var mid));
            Assert.Equal("0", Encoding.ASCII.GetString(mid));
        });
    }

    [Fact]
    public void An_id_above_14_brings_the_two_byte_form()
    {
        using var sender = _media.NewSender(MediaFixture.Options with
        {
            HeaderExtensions = new HeaderExtensions { Mid = 20, PlayoutDelay = 3 },
            PlayoutDelay = default(PlayoutDelay),
        });
        _media.PublishKeyFrame(100);
        var packet = _media.Poll(sender)[0];
        var header = MediaFixture.HeaderOf(packet);
        Assert.Equal(0x1000, header.ExtensionProfile);
        Assert.True(header.TryGetExtension(packet, 20, out _));
        Assert.True(header.TryGetExtension(packet, 3, out var delay));
        Assert.Equal([0, 0, 0], delay.ToArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a-mid-that-is-longer-than-sixteen")]
    public void Without_a_usable_mid_there_is_no_extension(string? mid)
    {
        using var sender = _media.NewSender(MediaFixture.Options with { Mid = mid });
        _media.PublishKeyFrame(100);
        Assert.Equal(RtpHeader.FixedSize, MediaFixture.HeaderOf(_media.Poll(sender)[0]).Length);
        Assert.Equal(RtpHeader.FixedSize, sender.HeaderSize);
    }

    [Fact]
    public void A_queue_over_its_bound_drops_to_the_next_key_frame_and_asks_for_it()
    {
        using var sender = _media.NewSender(MediaFixture.Options with { MaximumQueuedFrames = 4 });
        sender.TryTakeKeyFrameRequest(out _);
        _media.PublishKeyFrame(2500);
        Assert.Single(_media.Poll(sender, 1)); // The key frame is in transmission.
        for (var i = 0; i < 5; i++)
            _media.PublishDelta(100);
        Assert.True(sender.TryTakeKeyFrameRequest(out var cause));
        Assert.Equal(KeyFrameCause.QueueOverflow, cause);
        _media.PublishDelta(100);
        Assert.Equal(6, sender.Statistics.FramesDropped);

        // What had begun is finished, what follows is the key frame, and no number is missing between them.
        _media.PublishKeyFrame(100, seed: 2);
        var headers = _media.Poll(sender).ConvertAll(MediaFixture.HeaderOf);
        Assert.Equal(3 + 2, headers.Count);
        Assert.True(headers[2].Marker);
        Assert.Equal(headers[2].SequenceNumber.Next, headers[3].SequenceNumber);
        Assert.False(sender.TryTakeKeyFrameRequest(out _));
    }

    [Fact]
    public void A_queue_over_its_bytes_makes_room_for_a_key_frame_by_dropping_the_rest()
    {
        using var sender = _media.NewSender(MediaFixture.Options with { MaximumQueuedBytes = 10_000 });
        sender.TryTakeKeyFrameRequest(out _);
        _media.PublishKeyFrame(4000);
        _media.PublishDelta(4000);
        _media.PublishKeyFrame(20_000, seed: 9);
        Assert.Equal(1, sender.QueuedFrames);
        Assert.Equal(2, sender.Statistics.FramesDropped);
        Assert.False(sender.TryTakeKeyFrameRequest(out _));
        Assert.Equal(1 + 21, _media.Poll(sender).Count);
    }

    [Fact]
    public void A_paused_viewer_gets_nothing_and_goes_on_at_a_key_frame()
    {
        using var sender = _media.NewSender();
        sender.TryTakeKeyFrameRequest(out _);
        _media.PublishKeyFrame(100);
        sender.Pause();
        _media.PublishKeyFrame(100);
        Assert.Empty(_media.Poll(sender));
        sender.Resume();
        Assert.True(sender.TryTakeKeyFrameRequest(out _));
        _media.PublishDelta(100);
        Assert.Empty(_media.Poll(sender));
        _media.PublishKeyFrame(100);
        Assert.Equal(2, _media.Poll(sender).Count);
    }

    [Fact]
    public void One_viewer_s_trouble_does_not_touch_another()
    {
        using var slow = _media.NewSender(MediaFixture.Options with { MaximumQueuedFrames = 2 });
        using var quick = _media.NewSender(MediaFixture.Options with { Ssrc = new Ssrc(99) }, seed: 2);
        _media.PublishKeyFrame(100);
        for (var i = 0; i < 20; i++)
        {
            _media.PublishDelta(100);
            _ = _media.Poll(quick);
        }

        Assert.Equal(0, quick.Statistics.FramesDropped);
        Assert.Equal(21, quick.Statistics.Frames);
        Assert.True(slow.Statistics.FramesDropped > 0);
    }

    [Fact]
    public void Three_seconds_after_the_last_packet_no_frame_is_held()
    {
        using var sender = _media.NewSender();
        for (var i = 0; i < 10; i++)
        {
            _media.PublishKeyFrame(3000);
            _ = _media.Poll(sender);
        }

        Assert.Equal(10, _media.Pool.Outstanding);
        _media.Wait(3001);
        _ = sender.TryWriteReport(_media.Now, new byte[200], out _);
        Assert.Equal((0, 0), (_media.Pool.Outstanding, _media.Buffers.Outstanding));
    }

    [Fact]
    public void A_disposed_sender_holds_nothing_and_takes_nothing()
    {
        var sender = _media.NewSender();
        _media.PublishKeyFrame(5000);
        _ = _media.Poll(sender, 2);
        _media.PublishDelta(100);
        sender.Dispose();
        _media.PublishKeyFrame(100);
        Assert.Equal((0, 0), (_media.Pool.Outstanding, _media.Buffers.Outstanding));
        Assert.False(sender.HasPackets);
    }
}
