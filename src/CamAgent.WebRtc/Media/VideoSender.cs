using System.Text;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>
/// One viewer's outgoing video: takes shared frames, gives packets, answers feedback, reports. Sans-IO, and touched by its viewer's loop only.
/// It begins at a key frame; when its queue is over its bounds it drops to the next one and asks for it.
/// </summary>
/// <remarks>
/// It lives as long as the SRTP keys its packets are protected with. A second sender under the same keys and SSRC would use
/// sequence numbers again, and with them keystream (RFC 3711 §9.1).
/// </remarks>
public sealed partial class VideoSender : IDisposable
{
    private readonly VideoSenderOptions _options;
    private readonly NtpClock _clock;
    private readonly FrameQueue _queue;
    private readonly PacketHistory _history;
    private readonly RtcpSchedule _schedule;
    private readonly byte[] _canonicalName;
    private readonly byte[] _extensions;
    private readonly RtpTimestamp _timestampOffset;
    private SharedFrame? _current;
    private int _nextPayload;
    private long _nextIndex;
    private bool _paused;
    private bool _disposed;
    private bool _awaitsKeyFrame = true;
    private Instant _askedAtFrame = Instant.Never;
    private KeyFrameCause? _keyFrameWanted = KeyFrameCause.Join;

    /// <param name="clock">For the wall-clock times in sender reports.</param>
    /// <param name="random">For the first sequence number and timestamp (RFC 3550 §5.1), and the reports' spacing.</param>
    public VideoSender(VideoSenderOptions options, NtpClock clock, RandomSource random)
    {
        _options = options;
        _clock = clock;
        _queue = new FrameQueue(options.MaximumQueuedFrames, options.MaximumQueuedBytes);
        _schedule = new RtcpSchedule(RtcpSchedule.DefaultInterval, random);
        _canonicalName = Encoding.UTF8.GetBytes(options.CanonicalName);
        _extensions = EncodeExtensions(options);
        _timestampOffset = new RtpTimestamp(random.NextUInt32());
        // RFC 3711 §3.3.1 starts the roll-over counter at zero; a receiver that misses packets just before the first wrap would guess it wrong,
        // so the first sequence number is taken from the lower half.
        _nextIndex = random.NextUInt32() & 0x7FFF;
        _history = new PacketHistory(_nextIndex);
    }

    public Ssrc Ssrc => _options.Ssrc;

    /// <summary>A packet is ready to be polled.</summary>
    public bool HasPackets => _current is not null || _queue.Count > 0 || _resends.Count > 0;

    /// <summary>Frames and payload bytes that wait.</summary>
    public int QueuedFrames => _queue.Count + (_current is null ? 0 : 1);

    /// <summary>When <see cref="TryWriteReport"/> will have something to say.</summary>
    public Instant NextTimeout => _schedule.Next;

    /// <summary>Takes over one reference to a frame.</summary>
    public void Enqueue(SharedFrame frame)
    {
        if (_paused || _disposed || (_awaitsKeyFrame && !frame.IsKeyFrame))
        {
            AskAgain(frame);
            Drop(frame);
            return;
        }

        if (!_queue.TryEnqueue(frame))
        {
            // What is queued is older than what comes; without it the rest cannot be decoded either. The frame in transmission is finished.
            _framesDropped += _queue.Clear();
            if (!frame.IsKeyFrame || !_queue.TryEnqueue(frame))
            {
                Drop(frame);
                AwaitKeyFrame(KeyFrameCause.QueueOverflow);
                return;
            }
        }

        _awaitsKeyFrame = false;
    }

    /// <summary>Writes the next packet's header and gives its payload, retransmissions first; false where nothing is ready.</summary>
    /// <param name="header">Room for <see cref="HeaderSize"/> bytes; it may be the beginning of the datagram that is protected into.</param>
    public bool TryPollPacket(Instant now, Span<byte> header, out OutgoingPacket packet)
    {
        _history.Trim(now);
        if (TryPollResend(now, header, out packet))
            return true;
        if (_current is null && !_queue.TryDequeue(out _current!))
            return false;

        var frame = _current;
        var payload = _nextPayload++;
        var marker = payload == frame.Payloads.Count - 1;
        _history.Add(frame, payload, _timestampOffset + frame.MediaTime, marker, now);
        packet = Write(_history.FindIndex(_nextIndex++), header, isRetransmission: false);
        CountSent(frame, packet, now);
        if (marker)
        {
            // The history's reference keeps the payload until the caller has sent it.
            _current = null;
            _nextPayload = 0;
            frame.Release();
        }

        return true;
    }

    /// <summary>Bytes of every packet's header.</summary>
    public int HeaderSize => RtpHeader.FixedSize + _extensions.Length;

    /// <summary>Says once that a key frame is wanted, and why; for the coalescer that all viewers share.</summary>
    public bool TryTakeKeyFrameRequest(out KeyFrameCause cause)
    {
        cause = _keyFrameWanted.GetValueOrDefault();
        var wanted = _keyFrameWanted is not null;
        _keyFrameWanted = null;
        return wanted;
    }

    /// <summary>Drops what waits and takes no frames until <see cref="Resume"/>. Retransmission and reports go on.</summary>
    public void Pause()
    {
        _paused = true;
        _framesDropped += _queue.Clear();
    }

    /// <summary>Goes on at the next key frame, and asks for it.</summary>
    public void Resume()
    {
        if (!_paused)
            return;
        _paused = false;
        AwaitKeyFrame(KeyFrameCause.Join);
    }

    /// <summary>Drops what waits, asks for a key frame, and goes on with it.</summary>
    public void SkipToKeyFrame()
    {
        _framesDropped += _queue.Clear();
        AwaitKeyFrame(KeyFrameCause.QueueOverflow);
    }

    /// <summary>Releases every frame. What is enqueued afterwards is released at once.</summary>
    public void Dispose()
    {
        _disposed = true;
        _queue.Clear();
        _history.Clear();
        _resends.Clear();
        _current?.Release();
        _current = null;
    }

    private static byte[] EncodeExtensions(VideoSenderOptions options)
    {
        var ids = options.HeaderExtensions;
        Span<byte> buffer = stackalloc byte[64];
        var writer = new HeaderExtensionWriter(buffer, ids.NeedTwoByteForm);
        if (ids.Mid != 0 && options.Mid is { Length: > 0 and <= PayloadBudget.MaximumMidLength } mid && Ascii.IsValid(mid))
            writer.Add(ids.Mid, Encoding.ASCII.GetBytes(mid));
        if (ids.PlayoutDelay != 0 && options.PlayoutDelay is { } delay)
        {
            Span<byte> value = stackalloc byte[PlayoutDelay.Size];
            delay.Write(value);
            writer.Add(ids.PlayoutDelay, value);
        }

        return buffer[..writer.Finish()].ToArray();
    }

    private OutgoingPacket Write(in SentPacket sent, Span<byte> header, bool isRetransmission)
    {
        // Nothing here may differ when the packet is written again: see OutgoingPacket.IsRetransmission.
        RtpHeader.Write(header, _options.PayloadType, sent.Marker, new SequenceNumber((ushort)sent.Index), sent.Timestamp, Ssrc, _extensions.Length > 0);
        _extensions.CopyTo(header[RtpHeader.FixedSize..]);
        return new OutgoingPacket
        {
            HeaderLength = HeaderSize,
            Payload = sent.Frame!.Payloads[sent.Payload],
            PacketIndex = sent.Index,
            IsRetransmission = isRetransmission,
            Marker = sent.Marker,
            Captured = sent.Frame.Captured,
        };
    }

    private void AwaitKeyFrame(KeyFrameCause cause)
    {
        _awaitsKeyFrame = true;
        _askedAtFrame = Instant.Never;
        _keyFrameWanted = cause;
    }

    // The key frame that answered the request may have passed just before this viewer was there to take it.
    private void AskAgain(SharedFrame frame)
    {
        if (_paused || _disposed)
            return;
        if (_askedAtFrame == Instant.Never)
        {
            _askedAtFrame = frame.Captured;
        }
        else if (frame.Captured - _askedAtFrame >= KeyFrameRequests.AnswerTimeout)
        {
            _askedAtFrame = frame.Captured;
            _keyFrameWanted = KeyFrameCause.Join;
        }
    }

    private void Drop(SharedFrame frame)
    {
        _framesDropped++;
        frame.Release();
    }
}
