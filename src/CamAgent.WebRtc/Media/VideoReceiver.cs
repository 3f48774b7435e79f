using System.Text;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>
/// The least that receives video: order, NACK, PLI, reports, access units. For tests, measurements and the light viewer; it has no jitter buffer,
/// because nobody watches. Gives undamaged access units from a key frame on. Sans-IO, touched by one loop.
/// </summary>
public sealed partial class VideoReceiver : IDisposable
{
    private readonly VideoReceiverOptions _options;
    private readonly ReceivedAccessUnitHandler _handler;
    private readonly byte[] _canonicalName;
    private readonly RtcpSchedule _schedule;
    private readonly NackGenerator _nacks = new();
    private readonly PacketReorderBuffer _waiting = new();
    private readonly H264Depacketizer _depacketizer;
    private RtpReceiverStatistics? _statistics;
    private long _next = -1;
    private long _highest = -1;
    private Instant _gapSince = Instant.Never;
    private bool _awaitsKeyFrame = true;

    public VideoReceiver(VideoReceiverOptions options, RandomSource random, ReceivedAccessUnitHandler handler)
    {
        _options = options;
        _handler = handler;
        _canonicalName = Encoding.UTF8.GetBytes(options.CanonicalName);
        _schedule = new RtcpSchedule(RtcpSchedule.DefaultInterval, random);
        _depacketizer = new H264Depacketizer(OnAccessUnit);
    }

    /// <summary>Null until the first packet came.</summary>
    public RtpReceiverStatistics? Statistics => _statistics;

    /// <summary>Access units given to the handler.</summary>
    public long AccessUnits { get; private set; }

    /// <summary>Access units that loss damaged, or that came without the key frame they build on.</summary>
    public long AccessUnitsDropped { get; private set; }

    /// <summary>The source said goodbye.</summary>
    public bool HasGoodbye { get; private set; }

    /// <summary>When to call <see cref="HandleTimeout"/> and poll for feedback.</summary>
    public Instant NextTimeout
    {
        get
        {
            var next = Instant.Min(_schedule.Next, _options.Nack ? _nacks.NextTimeout : Instant.Never);
            if (_statistics is not null && _awaitsKeyFrame)
                next = Instant.Min(next, _nextPictureLoss);
            return _gapSince == Instant.Never ? next : Instant.Min(next, _gapSince + _options.Patience);
        }
    }

    /// <summary>Takes a decrypted packet; false where it is none, or not of this stream.</summary>
    public bool HandleRtp(ReadOnlySpan<byte> packet, Instant now)
    {
        if (!RtpHeader.TryRead(packet, out var header)
            || header.PayloadType != _options.PayloadType
            || !header.TryGetPayload(packet, out var payload))
        {
            return false;
        }

        // The first source is the one: the other side of this role sends a single one.
        _statistics ??= new RtpReceiverStatistics(header.Ssrc);
        if (header.Ssrc != _statistics.Source)
            return false;
        _schedule.Start(now);
        if (_statistics.OnPacket(header.SequenceNumber, header.Timestamp, now) is not { } position)
            return true;
        if (!_nacks.OnPacket(position, now))
            LosePicture(now);
        Order(position, header, payload, now);
        return true;
    }

    /// <summary>Takes a decrypted compound; false where it was malformed.</summary>
    public bool HandleRtcp(ReadOnlySpan<byte> compound, Instant now)
    {
        var reader = new RtcpCompoundReader(compound);
        while (reader.TryRead(out var packet))
        {
            if (SenderReport.TryRead(packet, out var report) && report.Sender == _statistics?.Source)
                _statistics.OnSenderReport(report, now);
            else if (Goodbye.TryRead(packet, out _))
                HasGoodbye = true;
        }

        return !reader.IsMalformed;
    }

    /// <summary>Gives up on packets that were waited for long enough.</summary>
    public void HandleTimeout(Instant now)
    {
        if (_gapSince != Instant.Never && now - _gapSince >= _options.Patience)
            SkipGap(now);
    }

    public void Dispose() => _waiting.Clear();

    private void Order(long position, RtpHeader header, ReadOnlySpan<byte> payload, Instant now)
    {
        if (_next < 0 || position - _next >= PacketReorderBuffer.Capacity)
        {
            _waiting.Clear();
            _depacketizer.Restart();
            _next = position;
        }

        _highest = Math.Max(_highest, position);
        if (position < _next)
            return;
        if (position == _next)
        {
            _depacketizer.Add(header.SequenceNumber, header.Timestamp, header.Marker, payload);
            _next++;
            DeliverWaiting(now);
        }
        else if (_waiting.TryAdd(position, header.Timestamp, header.Marker, payload) && _gapSince == Instant.Never)
        {
            _gapSince = now;
        }
    }

    private void DeliverWaiting(Instant now)
    {
        while (_waiting.Count > 0 && _waiting.Contains(_next))
            _waiting.MoveTo(_depacketizer, _next++);
        _gapSince = _waiting.Count > 0 ? now : Instant.Never;
    }

    private void SkipGap(Instant now)
    {
        while (_next <= _highest && !_waiting.Contains(_next))
            _next++;
        _nacks.ForgetBefore(_next);
        DeliverWaiting(now);
    }

    private void OnAccessUnit(ReceivedAccessUnit unit)
    {
        if (unit.IsDamaged)
            _awaitsKeyFrame = true;
        else if (unit.IsKeyFrame)
            _awaitsKeyFrame = false;
        if (_awaitsKeyFrame)
        {
            AccessUnitsDropped++;
            return;
        }

        AccessUnits++;
        _handler(unit);
    }
}
