using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Tests.Media;

public sealed class ReportTests
{
    private readonly MediaFixture _media = new();

    [Fact]
    public void Before_the_first_packet_there_is_no_report()
    {
        using var sender = _media.NewSender();
        Assert.Equal(Instant.Never, sender.NextTimeout);
        Assert.False(sender.TryWriteReport(_media.Now, new byte[200], out _));
        Assert.Equal(0, sender.WriteGoodbye(_media.Now, new byte[200]));
    }

    [Fact]
    public void A_report_counts_packets_and_payload_bytes_and_names_the_source()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(2500);
        var packets = _media.Poll(sender);
        var report = NextReport(sender);
        var reader = new RtcpCompoundReader(report);
        Assert.True(reader.TryRead(out var packet));
        Assert.True(SenderReport.TryRead(packet, out var read));
        Assert.Equal((MediaFixture.VideoSsrc, (uint)packets.Count), (read.Sender, read.Packets));
        Assert.Equal((uint)packets.Sum(p => p.Length - sender.HeaderSize), read.Octets);
        Assert.Equal(_media.Clock.At(_media.Now), read.Ntp);
        Assert.True(reader.TryRead(out packet));
        Assert.True(SourceDescription.TryRead(packet, out var description));
        Assert.True(description.TryReadChunk(out _, out var name));
        Assert.Equal("camera"u8.ToArray(), name.ToArray());
    }

    [Fact]
    public void The_report_s_timestamp_is_that_of_its_own_moment()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(100);
        var captured = _media.Now;
        var timestamp = MediaFixture.HeaderOf(_media.Poll(sender)[0]).Timestamp;
        var reader = new RtcpCompoundReader(NextReport(sender));
        Assert.True(reader.TryRead(out var packet));
        Assert.True(SenderReport.TryRead(packet, out var report));
        Assert.Equal(MediaTime.TicksIn(_media.Now - captured), report.Timestamp - timestamp);
    }

    [Fact]
    public void A_goodbye_follows_a_last_report()
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(100);
        _ = _media.Poll(sender);
        var bytes = new byte[200];
        var reader = new RtcpCompoundReader(bytes.AsSpan(0, sender.WriteGoodbye(_media.Now, bytes)));
        var types = new List<RtcpPacketType>();
        while (reader.TryRead(out var packet))
            types.Add(packet.Type);
        Assert.Equal([RtcpPacketType.SenderReport, RtcpPacketType.SourceDescription, RtcpPacketType.Goodbye], types);
        Assert.False(reader.IsMalformed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(80)]
    [InlineData(600)]
    public void The_round_trip_is_now_less_last_report_less_delay(int milliseconds)
    {
        using var sender = _media.NewSender();
        _media.PublishKeyFrame(100);
        _ = _media.Poll(sender);
        MeasureRoundTrip(_media, sender, milliseconds);
        Assert.Equal(milliseconds, sender.Statistics.RoundTripTime.TotalMilliseconds, 0.1);
    }

    [Fact]
    public void The_round_trip_is_right_when_the_compact_time_wraps()
    {
        var roundTrip = new RoundTrip();
        // Sent at 0xFFFFF000, held for 0x800, received at 0x1000: 0x1800 / 65536 s.
        roundTrip.OnReport(new ReportBlock { LastSenderReport = 0xFFFF_F000, DelaySinceLastSenderReport = 0x800 }, new NtpTimestamp(0x1000ul << 16));
        Assert.Equal(0x1800 / 65536.0, roundTrip.Smoothed.TotalSeconds, 6);
    }

    [Fact]
    public void A_report_without_reference_or_from_the_future_or_too_old_says_nothing()
    {
        var roundTrip = new RoundTrip();
        var now = new NtpTimestamp(0x12345678ul << 16);
        roundTrip.OnReport(new ReportBlock { LastSenderReport = 0, DelaySinceLastSenderReport = 1 }, now);
        roundTrip.OnReport(new ReportBlock { LastSenderReport = 0x12345678 + 65536 }, now);
        roundTrip.OnReport(new ReportBlock { LastSenderReport = 0x12345678 - (20 * 65536) }, now);
        Assert.Equal(TimeSpan.Zero, roundTrip.Smoothed);
    }

    [Fact]
    public void Round_trips_are_smoothed_by_an_eighth()
    {
        var roundTrip = new RoundTrip();
        roundTrip.OnReport(new ReportBlock { LastSenderReport = 65536 }, new NtpTimestamp((65536ul + 6554) << 16));
        roundTrip.OnReport(new ReportBlock { LastSenderReport = 65536 }, new NtpTimestamp((65536ul + 6554 + 52429) << 16));
        Assert.Equal(200, roundTrip.Smoothed.TotalMilliseconds, 0.1);
    }

    [Fact]
    public void Loss_and_jitter_are_what_the_viewer_reports_of_this_source()
    {
        using var sender = _media.NewSender();
        _media.Report(sender, new ReportBlock { Ssrc = new Ssrc(77), FractionLost = 255 });
        _media.Report(sender, new ReportBlock { Ssrc = MediaFixture.VideoSsrc, FractionLost = 64, CumulativeLost = 12, Jitter = 900 });
        var statistics = sender.Statistics;
        Assert.Equal((0.25, 12, 10.0), (statistics.FractionLost, statistics.PacketsLost, statistics.Jitter.TotalMilliseconds));
    }

    [Fact]
    public void A_PLI_asks_for_a_key_frame_and_one_for_another_source_does_not()
    {
        using var sender = Joined();
        Assert.True(sender.HandleRtcp(Convert.FromHexString("81CE00020A0B0C0D99999999"), _media.Now));
        Assert.False(sender.TryTakeKeyFrameRequest(out _));
        Assert.True(sender.HandleRtcp(Convert.FromHexString("81CE00020A0B0C0D01020304"), _media.Now));
        Assert.True(sender.TryTakeKeyFrameRequest(out var cause));
        Assert.Equal(KeyFrameCause.PictureLoss, cause);
        Assert.Equal(1, sender.Statistics.PictureLossIndications);
    }

    [Fact]
    public void A_repeated_FIR_is_one_request_and_the_next_number_another()
    {
        using var sender = Joined();
        var request = Convert.FromHexString("84CE00040A0B0C0D000000000102030409000000");
        Assert.True(sender.HandleRtcp(request, _media.Now));
        Assert.True(sender.TryTakeKeyFrameRequest(out var cause));
        Assert.Equal(KeyFrameCause.FullIntraRequest, cause);
        Assert.True(sender.HandleRtcp(request, _media.Now));
        Assert.False(sender.TryTakeKeyFrameRequest(out _));
        request[16]++;
        Assert.True(sender.HandleRtcp(request, _media.Now));
        Assert.True(sender.TryTakeKeyFrameRequest(out _));
        Assert.Equal(2, sender.Statistics.FullIntraRequests);
    }

    [Fact]
    public void An_estimate_and_a_goodbye_are_kept()
    {
        using var sender = Joined();
        Assert.True(sender.HandleRtcp(Convert.FromHexString("8FCE00050A0B0C0D0000000052454D420109C40001020304"), _media.Now));
        Assert.Equal(4L * 0x1C400, sender.RemoteBitrateEstimate);
        Assert.False(sender.HasGoodbye);
        Assert.True(sender.HandleRtcp(Convert.FromHexString("81CB00010A0B0C0D"), _media.Now));
        Assert.True(sender.HasGoodbye);
    }

    /// <summary>Lets the sender report, and a viewer answer after half a second so that the round trip is this long.</summary>
    internal static void MeasureRoundTrip(MediaFixture media, VideoSender sender, int milliseconds)
    {
        media.Now = sender.NextTimeout;
        var bytes = new byte[200];
        Assert.True(sender.TryWriteReport(media.Now, bytes, out var length));
        var reader = new RtcpCompoundReader(bytes.AsSpan(0, length));
        Assert.True(reader.TryRead(out var packet));
        Assert.True(SenderReport.TryRead(packet, out var report));
        media.Wait(milliseconds + 500);
        media.Report(sender, new ReportBlock
        {
            Ssrc = MediaFixture.VideoSsrc,
            LastSenderReport = report.Ntp.Compact,
            DelaySinceLastSenderReport = NtpTimestamp.ToCompact(TimeSpan.FromMilliseconds(500)),
        });
    }

    private VideoSender Joined()
    {
        var sender = _media.NewSender();
        Assert.True(sender.TryTakeKeyFrameRequest(out _));
        return sender;
    }

    private byte[] NextReport(VideoSender sender)
    {
        _media.Now = sender.NextTimeout;
        var bytes = new byte[200];
        Assert.True(sender.TryWriteReport(_media.Now, bytes, out var length));
        Assert.True(sender.NextTimeout > _media.Now);
        return bytes[..length];
    }
}
