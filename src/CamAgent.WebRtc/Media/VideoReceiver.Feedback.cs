using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>What a receiver says back.</summary>
public sealed partial class VideoReceiver
{
    // Until the answer to a PLI can have come; then it is repeated.
    private static readonly TimeSpan PictureLossInterval = TimeSpan.FromMilliseconds(500);

    // A receiver measures no round trip of its own (that needs RFC 3611); this suits most paths and the sender has its own bound.
    private static readonly TimeSpan NackRetry = TimeSpan.FromMilliseconds(60);

    private const int MaximumNacksAtOnce = 128;

    private Instant _nextPictureLoss = new(long.MinValue);

    /// <summary>Packets asked for again, each time counted.</summary>
    public long NacksSent { get; private set; }

    public long PictureLossIndicationsSent { get; private set; }

    /// <summary>Writes what is due: NACK, PLI, a report with the canonical name. False, and zero, where nothing is.</summary>
    public bool TryPollRtcp(Instant now, Span<byte> destination, out int length)
    {
        length = 0;
        if (_statistics is null)
            return false;
        Span<SequenceNumber> lost = stackalloc SequenceNumber[MaximumNacksAtOnce];
        var gaveUp = false;
        var nacks = _options.Nack ? _nacks.Collect(now, NackRetry, lost, out gaveUp) : 0;
        if (gaveUp)
            LosePicture(now);
        var pictureLoss = _awaitsKeyFrame && now >= _nextPictureLoss;
        var due = _schedule.IsDue(now);
        if (nacks == 0 && !pictureLoss && !due)
            return false;

        var writer = new RtcpCompoundWriter(destination);
        if (due || !_options.ReducedSize)
            WriteReport(ref writer, now);
        if (due)
            _schedule.Sent(now);
        if (nacks > 0 && writer.TryWriteNack(_options.LocalSsrc, _statistics.Source, lost[..nacks], out var written))
            NacksSent += written;
        if (pictureLoss && writer.TryWritePictureLossIndication(_options.LocalSsrc, _statistics.Source))
        {
            PictureLossIndicationsSent++;
            _nextPictureLoss = now + PictureLossInterval;
        }

        length = writer.Length;
        return length > 0;
    }

    /// <summary>Writes the compound that ends this receiver's part, and returns its bytes.</summary>
    public int WriteGoodbye(Instant now, Span<byte> destination)
    {
        var writer = new RtcpCompoundWriter(destination);
        WriteReport(ref writer, now);
        _ = writer.TryWriteGoodbye(_options.LocalSsrc);
        return writer.Length;
    }

    private void WriteReport(ref RtcpCompoundWriter writer, Instant now)
    {
        ReadOnlySpan<ReportBlock> blocks = _statistics is null ? [] : [_statistics.MakeReportBlock(now)];
        _ = writer.TryWriteReceiverReport(_options.LocalSsrc, blocks) && writer.TryWriteCanonicalName(_options.LocalSsrc, _canonicalName);
    }

    private void LosePicture(Instant now)
    {
        _awaitsKeyFrame = true;
        SkipGap(now);
    }
}
