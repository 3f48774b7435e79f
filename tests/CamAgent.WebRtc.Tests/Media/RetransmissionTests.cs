using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Media;

public sealed class RetransmissionTests
{
    private readonly MediaFixture _media = new();

    [Fact]
    public void A_NACK_brings_the_identical_packet()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(8000);
        var packets = _media.Poll(sender);
        _media.Wait(30);
        _media.Nack(sender, MediaFixture.HeaderOf(packets[3]).SequenceNumber, MediaFixture.HeaderOf(packets[^1]).SequenceNumber);
        Assert.Equal([packets[3], packets[^1]], _media.Poll(sender));
    }

    [Fact]
    public void A_retransmission_says_that_it_is_one_and_has_the_original_index()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(100);
        Span<byte> header = stackalloc byte[64];
        Assert.True(sender.TryPollPacket(_media.Now, header, out var packet));
        var index = packet.PacketIndex;
        Assert.False(packet.IsRetransmission);
        _media.Nack(sender, new SequenceNumber((ushort)index));
        Assert.True(sender.TryPollPacket(_media.Now, header, out packet));
        Assert.Equal((index, true), (packet.PacketIndex, packet.IsRetransmission));
    }

    [Fact]
    public void Retransmissions_go_before_new_packets()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(100);
        var first = _media.Poll(sender)[0];
        _media.PublishDelta(100);
        _media.Nack(sender, MediaFixture.HeaderOf(first).SequenceNumber);
        Assert.Equal(first, _media.Poll(sender)[0]);
    }

    [Fact]
    public void A_packet_is_not_sent_again_within_a_round_trip()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(100);
        var sequence = MediaFixture.HeaderOf(_media.Poll(sender)[0]).SequenceNumber;
        _media.Nack(sender, sequence, sequence);
        _media.Nack(sender, sequence);
        Assert.Single(_media.Poll(sender));
        _media.Wait(49);
        _media.Nack(sender, sequence);
        Assert.Empty(_media.Poll(sender));
        _media.Wait(2);
        _media.Nack(sender, sequence);
        Assert.Single(_media.Poll(sender));
        Assert.Equal(2, sender.Statistics.RetransmittedPackets);
    }

    [Fact]
    public void A_measured_round_trip_sets_the_cool_down()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(100);
        var sequence = MediaFixture.HeaderOf(_media.Poll(sender)[0]).SequenceNumber;
        ReportTests.MeasureRoundTrip(_media, sender, milliseconds: 200);
        _media.Nack(sender, sequence);
        Assert.Single(_media.Poll(sender));
        _media.Wait(190);
        _media.Nack(sender, sequence);
        Assert.Empty(_media.Poll(sender));
        _media.Wait(15);
        _media.Nack(sender, sequence);
        Assert.Single(_media.Poll(sender));
    }

    [Fact]
    public void A_flood_of_NACKs_cannot_multiply_the_stream()
    {
        using var sender = _media.NewSender();
        long mediaBytes = 0, resent = 0;
        _media.PublishKeyFrame(30_000);
        for (var frame = 0; frame < 300; frame++)
        {
            var sent = _media.Poll(sender);
            mediaBytes += sent.Sum(packet => packet.Length);
            for (var flood = 0; flood < 5; flood++)
            {
                _media.Nack(sender, Enumerable.Range(0, 500).Select(i => new SequenceNumber((ushort)(MediaFixture.HeaderOf(sent[^1]).SequenceNumber.Value - 499 + i))));
                resent += _media.Poll(sender).Sum(packet => packet.Length);
                _media.Wait(60);
            }

            _media.PublishDelta(5000, frame);
        }

        Assert.InRange(resent, RetransmissionBudget.Burst, RetransmissionBudget.Burst + (mediaBytes * RetransmissionBudget.Share));
        Assert.True(sender.Statistics.NackedOverBudget > 0);
    }

    [Fact]
    public void Ordinary_loss_is_within_the_budget()
    {
        using var sender = _media.NewSender();
        var random = new Random(5);
        _media.PublishKeyFrame(30_000);
        for (var frame = 0; frame < 300; frame++)
        {
            var lost = _media.Poll(sender).Where(_ => random.Next(10) == 0).Select(packet => MediaFixture.HeaderOf(packet).SequenceNumber).ToArray();
            if (lost.Length > 0)
                _media.Nack(sender, lost);
            Assert.Equal(lost.Length, _media.Poll(sender).Count);
            _media.Wait(33);
            _media.PublishDelta(5000, frame);
        }
    }

    [Fact]
    public void What_is_older_than_three_seconds_or_never_was_is_not_sent()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(100);
        var sequence = MediaFixture.HeaderOf(_media.Poll(sender)[0]).SequenceNumber;
        _media.Nack(sender, sequence + 1000, sequence + -1);
        Assert.Empty(_media.Poll(sender));
        _media.Wait(3001);
        _media.Nack(sender, sequence);
        Assert.Empty(_media.Poll(sender));
        Assert.Equal(3, sender.Statistics.NackedTooOld);
    }

    [Fact]
    public void The_history_keeps_a_thousand_packets_across_the_wrap()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(100);
        var packets = new Queue<byte[]>();
        for (var i = 0; i < 70_000; i++)
        {
            var sent = _media.Poll(sender);
            sent.ForEach(packets.Enqueue);
            while (packets.Count > 1024)
                packets.Dequeue();
            var newest = MediaFixture.HeaderOf(sent[^1]).SequenceNumber.Value;
            if (newest is 5 or 1000)
            {
                _media.Nack(sender, MediaFixture.HeaderOf(packets.Peek()).SequenceNumber);
                Assert.Equal(packets.Peek(), _media.Poll(sender).Single());
            }

            _media.PublishDelta(20, i);
        }

        Assert.True(sender.Statistics.RetransmittedPackets >= 2);
        Assert.True(_media.Pool.Outstanding <= PacketHistory.Capacity + 1);
    }

    [Fact]
    public void A_NACK_for_another_source_or_without_agreement_does_nothing()
    {
        using var sender = _media.NewSender(MediaFixture.Options with { Retransmit = false });
        using var other = _media.NewSender(MediaFixture.Options with { Ssrc = new Ssrc(5) });
        _media.PublishKeyFrame(100);
        _ = _media.Poll(sender);
        var sequence = MediaFixture.HeaderOf(_media.Poll(other)[0]).SequenceNumber;
        _media.Nack(sender, sequence);
        _media.Nack(other, sequence);
        Assert.Empty(_media.Poll(sender));
        Assert.Empty(_media.Poll(other));
    }

    [Fact]
    public void No_feedback_can_make_the_sender_fail()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(3000);
        _ = _media.Poll(sender);
        byte[][] corpus =
        [
            Convert.FromHexString("81CD00030A0B0C0D0102030400010003"),
            Convert.FromHexString("81CE00020A0B0C0D01020304"),
            Convert.FromHexString("84CE00040A0B0C0D000000000102030409000000"),
            Convert.FromHexString("81C900070A0B0C0D0102030440FFFFFD0002FFFE000001C21234567800010000"),
        ];
        Fuzz.Bytes(205, 20_000, 1500, corpus, bytes =>
        {
            _ = sender.HandleRtcp(bytes, _media.Now);
            _ = _media.Poll(sender);
        });
        Assert.True(sender.Statistics.PictureLossIndications > 0);
    }
}
