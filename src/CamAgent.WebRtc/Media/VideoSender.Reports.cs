using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>Sender reports and statistics.</summary>
public sealed partial class VideoSender
{
    private long _packets;
    private long _payloadBytes;
    private long _headerBytes;
    private long _frames;
    private long _keyFrames;
    private long _framesDropped;
    private long _resentPackets;
    private long _resentBytes;
    private long _nackedPackets;
    private long _resendsGone;
    private long _resendsOverBudget;
    private long _pictureLosses;
    private long _fullIntraRequests;
    private RtpTimestamp _lastTimestamp;
    private Instant _lastCaptured;

    public VideoSenderStatistics Statistics => new()
    {
        Frames = _frames,
        KeyFrames = _keyFrames,
        FramesDropped = _framesDropped,
        Packets = _packets,
        PayloadBytes = _payloadBytes,
        HeaderBytes = _headerBytes,
        RetransmittedPackets = _resentPackets,
        RetransmittedBytes = _resentBytes,
        NackedPackets = _nackedPackets,
        NackedTooOld = _resendsGone,
        NackedOverBudget = _resendsOverBudget,
        PictureLossIndications = _pictureLosses,
        FullIntraRequests = _fullIntraRequests,
        RoundTripTime = _roundTrip.Smoothed,
        FractionLost = (_lastReport?.FractionLost ?? 0) / 256.0,
        PacketsLost = _lastReport?.CumulativeLost ?? 0,
        Jitter = TimeSpan.FromSeconds((double)(_lastReport?.Jitter ?? 0) / RtpTimestamp.ClockRate),
    };

    /// <summary>Writes a sender report with the canonical name when one is due; false, and zero, when not.</summary>
    public bool TryWriteReport(Instant now, Span<byte> destination, out int length)
    {
        length = 0;
        _history.Trim(now);
        if (!_schedule.IsDue(now))
            return false;
        _schedule.Sent(now);
        var writer = new RtcpCompoundWriter(destination);
        WriteReport(ref writer, now);
        length = writer.Length;
        return length > 0;
    }

    /// <summary>Writes the compound that ends the source (RFC 3550 §6.6) and returns its bytes; 0 where nothing was ever sent.</summary>
    public int WriteGoodbye(Instant now, Span<byte> destination)
    {
        if (_packets == 0)
            return 0;
        var writer = new RtcpCompoundWriter(destination);
        WriteReport(ref writer, now);
        _ = writer.TryWriteGoodbye(Ssrc);
        return writer.Length;
    }

    private void WriteReport(ref RtcpCompoundWriter writer, Instant now)
    {
        // §6.4.1: the timestamp is that of the report's moment, not of the last packet; counts include what was sent again.
        var timestamp = _lastTimestamp + MediaTime.TicksIn(now - _lastCaptured);
        _ = writer.TryWriteSenderReport(Ssrc, _clock.At(now), timestamp, (uint)(_packets + _resentPackets), (uint)(_payloadBytes + _resentBytes))
            && writer.TryWriteCanonicalName(Ssrc, _canonicalName);
    }

    private void CountSent(SharedFrame frame, OutgoingPacket packet, Instant now)
    {
        _packets++;
        _payloadBytes += packet.Payload.Length;
        _headerBytes += packet.HeaderLength;
        _budget.OnMediaSent(packet.HeaderLength + packet.Payload.Length);
        _lastTimestamp = _timestampOffset + frame.MediaTime;
        _lastCaptured = frame.Captured;
        _schedule.Start(now);
        if (!packet.Marker)
            return;
        _frames++;
        if (frame.IsKeyFrame)
            _keyFrames++;
    }

    private void CountResent(OutgoingPacket packet)
    {
        _resentPackets++;
        _resentBytes += packet.Payload.Length;
        _headerBytes += packet.HeaderLength;
    }
}
