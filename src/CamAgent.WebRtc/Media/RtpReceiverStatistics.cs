using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>Loss and jitter of one received source, as receiver reports state them (RFC 3550 §6.4.1, §A.3, §A.8).</summary>
public sealed class RtpReceiverStatistics(Ssrc source)
{
    // §A.1: a jump beyond this is taken for a restart of the source only if the next packet continues it.
    private const int MaximumDropout = 3000;

    private SequenceUnwrapper _unwrapper;
    private SequenceNumber? _restart;
    private long _first = -1;
    private long _highest;
    private long _expectedPrior;
    private long _receivedPrior;
    private long _lastTransit;
    private bool _hasTransit;
    private double _jitter;
    private uint _lastSenderReport;
    private Instant _lastSenderReportAt;

    public Ssrc Source { get; } = source;

    /// <summary>Packets received, duplicates included.</summary>
    public long Received { get; private set; }

    public long Expected => _first < 0 ? 0 : _highest - _first + 1;

    /// <summary>Negative where more duplicates came than packets were lost.</summary>
    public long Lost => Expected - Received;

    public TimeSpan Jitter => TimeSpan.FromSeconds(_jitter / RtpTimestamp.ClockRate);

    /// <summary>Takes a packet in the order of arrival.</summary>
    /// <returns>Its position, which counts through the wraps of the sequence number; null where it jumped too far to be believed.</returns>
    public long? OnPacket(SequenceNumber sequence, RtpTimestamp timestamp, Instant arrival)
    {
        var restarted = false;
        if (_first >= 0 && Math.Abs(sequence - new SequenceNumber((ushort)_highest)) > MaximumDropout)
        {
            if (_restart != sequence)
            {
                _restart = sequence.Next;
                return null;
            }

            restarted = true;
            _first = -1;
            _expectedPrior = _receivedPrior = Received = 0;
        }

        _restart = null;
        var position = restarted ? _unwrapper.Restart(sequence) : _unwrapper.Unwrap(sequence);
        if (_first < 0)
            _first = _highest = position;
        // What left before the first packet but comes after it counts as received, so it must count as expected.
        _first = Math.Min(_first, position);
        _highest = Math.Max(_highest, position);
        Received++;
        UpdateJitter(timestamp, arrival);
        return position;
    }

    public void OnSenderReport(SenderReport report, Instant arrival)
    {
        _lastSenderReport = report.Ntp.Compact;
        _lastSenderReportAt = arrival;
    }

    /// <summary>Makes the next report block; the fraction covers the time since the last one.</summary>
    public ReportBlock MakeReportBlock(Instant now)
    {
        var expected = Expected - _expectedPrior;
        var lost = expected - (Received - _receivedPrior);
        _expectedPrior = Expected;
        _receivedPrior = Received;
        return new ReportBlock
        {
            Ssrc = Source,
            FractionLost = expected <= 0 || lost <= 0 ? (byte)0 : (byte)Math.Min(255, lost * 256 / expected),
            CumulativeLost = (int)Math.Clamp(Lost, -0x80_0000, 0x7F_FFFF),
            ExtendedHighestSequence = (uint)_highest,
            Jitter = (uint)_jitter,
            LastSenderReport = _lastSenderReport,
            DelaySinceLastSenderReport = _lastSenderReport == 0 ? 0 : NtpTimestamp.ToCompact(now - _lastSenderReportAt),
        };
    }

    // §6.4.1: J += (|D| - J) / 16, where D compares the spacing on arrival with that of the timestamps.
    private void UpdateJitter(RtpTimestamp timestamp, Instant arrival)
    {
        var transit = MediaTime.FromInstant(arrival).Ticks - timestamp.Value;
        if (_hasTransit)
        {
            // The difference of two transits is taken modulo 2^32, because the timestamps wrap.
            var difference = Math.Abs((double)(int)(transit - _lastTransit));
            _jitter += (difference - _jitter) / 16;
        }

        _lastTransit = transit;
        _hasTransit = true;
    }
}
