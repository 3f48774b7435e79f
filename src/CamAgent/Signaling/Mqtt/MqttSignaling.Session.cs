using CamAgent.Signaling.Messages;
using CamAgent.Streaming;
using CamAgent.WebRtc;

namespace CamAgent.Signaling.Mqtt;

/// <content>What happens around a session: candidates both ways, and its end.</content>
internal sealed partial class MqttSignaling
{
    private static readonly SignalFault MalformedCandidate = new(
        SignalErrorCode.BadRequest, "The candidate cannot be understood.");

    private static readonly SignalFault TooManyCandidates = new(
        SignalErrorCode.BadRequest, "There are too many candidates; the rest is ignored.");

    internal void OnLocalCandidate(Conversation conversation, LocalCandidate? candidate)
    {
        lock (_gate)
        {
            if (!IsKnown(conversation))
                return;
            if (!conversation.Offering && conversation.Live)
                _transport.Send(conversation.Session, SignalMessageWriter.Candidate(candidate));
            else if (conversation.Unsent.Count < _options.MaximumHeldCandidates)
                conversation.Unsent.Enqueue(candidate);
            else
                Counters.Count(SignalDrop.CandidateOverflow);
        }
    }

    internal void OnEnded(Conversation conversation, string reason)
    {
        lock (_gate)
        {
            if (!IsKnown(conversation))
                return;
            if (conversation.Offering)
                conversation.EndedEarly = reason;
            else
                End(conversation, reason);
        }
    }

    private void OnCandidate(string session, ViewerCandidate candidate, Instant now)
    {
        Conversation? conversation;
        lock (_gate)
        {
            if (!_conversations.TryGetValue(session, out conversation))
            {
                Counters.Count(SignalDrop.UnknownSession);
                return;
            }

            if (conversation.Held.Count >= _options.MaximumHeldCandidates)
            {
                Counters.Count(SignalDrop.CandidateOverflow);
                SendError(session, TooManyCandidates, now);
                return;
            }

            conversation.Held.Enqueue(candidate);
        }

        ApplyCandidates(conversation);
    }

    private void OnBye(string session, SignalMessage.Bye bye)
    {
        bool close;
        lock (_gate)
        {
            if (!_conversations.TryGetValue(session, out var conversation))
            {
                Counters.Count(SignalDrop.UnknownSession);
                return;
            }

            // While it is being answered it keeps its name, so that the end of the answer closes this session and no other.
            conversation.LeftByViewer = conversation.Offering;
            close = conversation is { Live: true, Offering: false };
            if (!conversation.Offering)
                Remove(conversation);
        }

        if (!close)
            return;
        var reason = bye.Reason is { Length: > 0 } words ? "the viewer left: " + LogText.Sanitise(words) : "the viewer left";
        _logger.SessionEnded(LogText.Session(session), reason);
        _sessions.Close(session, Channel, reason);
    }

    /// <summary>Outside the lock. One thread at a time applies a session's candidates, in the order in which they came.</summary>
    private void ApplyCandidates(Conversation conversation)
    {
        lock (_gate)
        {
            if (conversation.Draining)
                return;
            conversation.Draining = true;
        }

        while (true)
        {
            ViewerCandidate candidate;
            lock (_gate)
            {
                if (!conversation.Live || conversation.CandidatesWait || !conversation.Held.TryDequeue(out candidate))
                {
                    conversation.Draining = false;
                    return;
                }
            }

            var fault = _sessions.AddCandidate(conversation.Session, candidate) switch
            {
                CandidateOutcome.Malformed => MalformedCandidate,
                CandidateOutcome.TooMany => TooManyCandidates,
                _ => default(SignalFault?),
            };
            if (fault is { } wrong)
                Refuse(conversation.Session, wrong, _time.GetInstant());
        }
    }

    /// <summary>Under the lock: the camera ends it.</summary>
    private void End(Conversation conversation, string reason)
    {
        if (!Remove(conversation))
            return;
        _logger.SessionEnded(LogText.Session(conversation.Session), LogText.Sanitise(reason));
        _transport.Send(conversation.Session, SignalMessageWriter.Bye(reason));
    }

    /// <summary>False when the error was suppressed.</summary>
    private bool Refuse(string session, SignalFault fault, Instant now)
    {
        lock (_gate)
            return SendError(session, fault, now);
    }

    /// <summary>Under the lock. Contract §4: in a flood, errors may be dropped.</summary>
    private bool SendError(string session, SignalFault fault, Instant now)
    {
        if ((_conversations.TryGetValue(session, out var conversation) && !conversation.Errors.TryTake(now)) || !_errors.TryTake(now))
        {
            Counters.Count(SignalDrop.ErrorSuppressed);
            return false;
        }

        Counters.Count(fault.Code);
        _transport.Send(session, SignalMessageWriter.Error(fault.Code, fault.Message));
        return true;
    }
}
