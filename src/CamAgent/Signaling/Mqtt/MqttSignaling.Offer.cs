using CamAgent.Access;
using CamAgent.Signaling.Messages;
using CamAgent.Streaming;
using CamAgent.WebRtc;

namespace CamAgent.Signaling.Mqtt;

/// <content>offer → answer, or the reason why not.</content>
internal sealed partial class MqttSignaling
{
    private const string Channel = "mqtt";

    private const string NoNonce = "There is no valid nonce for this offer: it was used or is older than 60 s. Say hello first.";

    private static readonly SignalFault StillAnswering = new(
        SignalErrorCode.Busy, "The previous offer of this session is still being answered.");

    private static readonly SignalFault TooManyOffers = new(
        SignalErrorCode.Busy, "The camera is answering as many offers as it can. Try again in a second.");

    private void OnOffer(string session, SignalMessage.Offer offer, Instant now)
    {
        string? viewer = null;
        var rights = ViewerRights.All;
        PendingHello? hello = null;
        if (_options.AccessRequired)
        {
            lock (_gate)
                hello = _conversations.GetValueOrDefault(session)?.Hello;
            if (hello?.Viewer is null)
            {
                Refuse(session, new SignalFault(SignalErrorCode.Unauthorized, NoNonce), now);
                return;
            }

            var entry = _authentication.VerifyOffer(_options.DeviceId, session, hello.Viewer, hello.CameraNonce, offer);
            if (!MayView(session, entry, hello.Viewer, "The offer's MAC is wrong.", now))
                return;
            viewer = entry!.Name;
            rights = entry.Rights;
        }

        Conversation conversation;
        lock (_gate)
        {
            var rate = _conversations.ContainsKey(session) ? _offerRate : _strangerOfferRate;
            if (!MayRequest(session, viewer, rate, now, out var known))
                return;
            if (hello is not null && known?.Hello != hello)
            {
                SendError(session, new SignalFault(SignalErrorCode.Unauthorized, NoNonce), now);
                return;
            }

            if (Obstacle(known) is { } obstacle)
            {
                SendError(session, obstacle, now);
                return;
            }

            conversation = known ?? GetOrAdd(session);
            DropHello(conversation);
            conversation.Viewer = viewer;
            conversation.Offering = true;
            conversation.EndedEarly = null;
            _offering++;
        }

        _ = AnswerAsync(conversation, new ViewerOffer(session, offer.Sdp, viewer, rights, Channel));
    }

    /// <summary>Under the lock.</summary>
    private SignalFault? Obstacle(Conversation? known)
    {
        if (known is { Offering: true })
            return StillAnswering;
        if (_offering >= (known is null ? _options.MaximumConcurrentOffers / 2 : _options.MaximumConcurrentOffers))
            return TooManyOffers;
        return known is null && _conversations.Count >= _options.MaximumConversations ? TooManySessions : null;
    }

    private async Task AnswerAsync(Conversation conversation, ViewerOffer offer)
    {
        OfferOutcome outcome;
        var failed = true;
        try
        {
            using var deadline = new CancellationTokenSource(_options.AnswerDeadline, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping.Token);
            outcome = await _sessions.OfferAsync(offer, conversation, either.Token).ConfigureAwait(false);
            failed = false;
        }
        catch (OperationCanceledException)
        {
            outcome = new OfferOutcome.Refused(SignalErrorCode.Unavailable, "The camera did not answer in time. Try again.");
        }
        catch (ObjectDisposedException) when (_stopping.IsCancellationRequested)
        {
            outcome = new OfferOutcome.Refused(SignalErrorCode.Unavailable, "The camera is stopping.");
        }
        catch (Exception exception) // Whatever went wrong for one viewer is told to that viewer; signaling goes on for the others.
        {
            _logger.OfferFailed(exception, LogText.Session(conversation.Session));
            outcome = new OfferOutcome.Refused(SignalErrorCode.Internal, "The camera could not answer. Its log tells why.");
        }

        var now = _time.GetInstant();
        bool abandoned;
        lock (_gate)
        {
            _offering--;
            conversation.Offering = false;
            abandoned = outcome switch
            {
                OfferOutcome.Answered answered => !Accept(conversation, answered),
                OfferOutcome.Refused refused => !Reject(conversation, refused, now),
                _ => false,
            };

            // What was given up may have been half made. A session that only failed to restart lives on.
            abandoned |= failed && !conversation.Live;
        }

        if (abandoned)
            _sessions.Close(conversation.Session, Channel, "nobody waits for the answer any more");
        else
            ApplyCandidates(conversation);
    }

    /// <summary>Under the lock. False when nobody waits for this answer any more.</summary>
    private bool Accept(Conversation conversation, OfferOutcome.Answered answered)
    {
        if (conversation.LeftByViewer)
        {
            Leave(conversation);
            return false;
        }

        if (conversation.EndedEarly is { } reason)
        {
            End(conversation, reason);
            return false;
        }

        var answer = SignalMessageWriter.Answer(answered.Sdp);
        if (answer.Length > SignalMessageReader.MaximumBytes)
        {
            Counters.Count(SignalDrop.AnswerTooLarge);
            _logger.AnswerTooLarge(LogText.Session(conversation.Session), answer.Length);
            End(conversation, "the answer is too large for the signaling channel");
            return false;
        }

        conversation.Live = true;
        _transport.Send(conversation.Session, answer);
        SendWaiting(conversation);
        if (answered.Restarted)
            _logger.SessionRestarted(LogText.Session(conversation.Session));
        else
            _logger.SessionAnswered(LogText.Sanitise(conversation.Viewer ?? "anyone"), LogText.Session(conversation.Session), Channel);
        return true;
    }

    /// <summary>Under the lock. A refused restart leaves the session as it is. False when nobody waits for it any more.</summary>
    private bool Reject(Conversation conversation, OfferOutcome.Refused refused, Instant now)
    {
        if (_refusalLines.TryTake(now))
            _logger.OfferRefused(LogText.Session(conversation.Session), refused.Code.ToWire(), LogText.Sanitise(refused.Message));
        if (conversation.LeftByViewer)
        {
            Leave(conversation);
            return false;
        }

        SendError(conversation.Session, new SignalFault(refused.Code, refused.Message), now);
        if (conversation.EndedEarly is { } reason)
            End(conversation, reason);
        else if (conversation.IsIdle)
            Remove(conversation);
        else if (conversation.Live)
            SendWaiting(conversation);
        return true;
    }

    /// <summary>Under the lock. The camera's candidates follow the answer that they belong to.</summary>
    private void SendWaiting(Conversation conversation)
    {
        while (conversation.Unsent.TryDequeue(out var candidate))
            _transport.Send(conversation.Session, SignalMessageWriter.Candidate(candidate));
    }

    /// <summary>Under the lock, for one that said bye while it was answered; it may have said hello again since.</summary>
    private void Leave(Conversation conversation)
    {
        conversation.LeftByViewer = false;
        conversation.Live = false;
        conversation.Held.Clear();
        conversation.Unsent.Clear();
        if (conversation.IsIdle)
            Remove(conversation);
    }
}
