using System.Runtime.CompilerServices;
using CamAgent.WebRtc.Rtcp;
using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>What the viewer says back: reports, NACK, PLI, FIR, REMB, BYE.</summary>
public sealed partial class VideoSender
{
    /// <summary>Retransmissions that may wait to be polled.</summary>
    private const int MaximumResends = 256;

    // A packet is not sent again before the viewer can have received the last copy; without a measurement, a usual round trip.
    private static readonly TimeSpan LeastCoolDown = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan UsualCoolDown = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan GreatestCoolDown = TimeSpan.FromMilliseconds(500);

    private readonly Queue<long> _resends = new(MaximumResends);
    private readonly RetransmissionBudget _budget = new();
    private readonly RoundTrip _roundTrip = new();
    private (Ssrc Sender, byte Sequence)? _lastFullIntraRequest;
    private ReportBlock? _lastReport;

    /// <summary>The viewer's own estimate of what its path carries, in bits a second; 0 until it sent one.</summary>
    public long RemoteBitrateEstimate { get; private set; }

    /// <summary>The viewer said goodbye (RFC 3550 §6.6).</summary>
    public bool HasGoodbye { get; private set; }

    /// <summary>Time for which a packet that was sent again is not sent once more.</summary>
    private TimeSpan CoolDown =>
        _roundTrip.Smoothed == TimeSpan.Zero ? UsualCoolDown
        : _roundTrip.Smoothed < LeastCoolDown ? LeastCoolDown
        : _roundTrip.Smoothed > GreatestCoolDown ? GreatestCoolDown
        : _roundTrip.Smoothed;

    /// <summary>Takes a decrypted compound from the viewer; false where it was malformed. What came before the fault was used.</summary>
    public bool HandleRtcp(ReadOnlySpan<byte> compound, Instant now)
    {
        var reader = new RtcpCompoundReader(compound);
        while (reader.TryRead(out var packet))
            Handle(packet, now);
        return !reader.IsMalformed;
    }

    private void Handle(RtcpPacket packet, Instant now)
    {
        switch (packet.Type)
        {
            case RtcpPacketType.ReceiverReport when ReceiverReport.TryRead(packet, out var report):
                Handle(report.Blocks, now);
                break;
            case RtcpPacketType.SenderReport when SenderReport.TryRead(packet, out var report):
                Handle(report.Blocks, now);
                break;
            case RtcpPacketType.TransportFeedback when GenericNack.TryRead(packet, out var nack):
                if (nack.Media == Ssrc)
                    Handle(nack, now);
                break;
            case RtcpPacketType.PayloadSpecificFeedback:
                HandlePayloadSpecific(packet);
                break;
            case RtcpPacketType.Goodbye when Goodbye.TryRead(packet, out _):
                HasGoodbye = true;
                break;
            default:
                // Source descriptions, application-defined and extended reports, transport-wide feedback: nothing for this sender.
                break;
        }
    }

    private void HandlePayloadSpecific(RtcpPacket packet)
    {
        if (PictureLossIndication.TryRead(packet, out var loss))
        {
            if (loss.Media != Ssrc)
                return;
            _pictureLosses++;
            _keyFrameWanted ??= KeyFrameCause.PictureLoss;
        }
        else if (FullIntraRequest.TryRead(packet, out var request))
        {
            Handle(request);
        }
        else if (ReceiverEstimatedMaximumBitrate.TryRead(packet, out var estimate))
        {
            RemoteBitrateEstimate = estimate.BitsPerSecond;
        }
    }

    private void Handle(FullIntraRequest request)
    {
        while (request.TryReadEntry(out var media, out var sequence))
        {
            // RFC 5104 §4.3.1.2: an unchanged command sequence number repeats a request that was already taken.
            if (media != Ssrc || _lastFullIntraRequest == (request.Sender, sequence))
                continue;
            _lastFullIntraRequest = (request.Sender, sequence);
            _fullIntraRequests++;
            _keyFrameWanted ??= KeyFrameCause.FullIntraRequest;
        }
    }

    private void Handle(ReportBlockReader blocks, Instant now)
    {
        while (blocks.TryRead(out var block))
        {
            if (block.Ssrc != Ssrc)
                continue;
            _lastReport = block;
            _roundTrip.OnReport(block, _clock.At(now));
        }
    }

    private void Handle(GenericNack nack, Instant now)
    {
        if (!_options.Retransmit)
            return;
        _history.Trim(now);
        var coolDown = CoolDown;
        while (nack.TryReadLost(out var sequence))
        {
            _nackedPackets++;
            ref var sent = ref _history.Find(sequence);
            if (Unsafe.IsNullRef(ref sent))
            {
                _resendsGone++;
            }
            else if (!sent.ResendPending && (!sent.Resent || now - sent.ResentAt >= coolDown))
            {
                if (_resends.Count == MaximumResends || !_budget.TrySpend(HeaderSize + sent.Frame!.Payloads[sent.Payload].Length))
                {
                    _resendsOverBudget++;
                    continue;
                }

                sent.ResendPending = true;
                _resends.Enqueue(sent.Index);
            }
        }
    }

    private bool TryPollResend(Instant now, Span<byte> header, out OutgoingPacket packet)
    {
        while (_resends.TryDequeue(out var index))
        {
            ref var sent = ref _history.FindIndex(index);
            if (Unsafe.IsNullRef(ref sent))
                continue;
            sent.ResendPending = false;
            sent.Resent = true;
            sent.ResentAt = now;
            packet = Write(sent, header, isRetransmission: true);
            CountResent(packet);
            return true;
        }

        packet = default;
        return false;
    }
}
