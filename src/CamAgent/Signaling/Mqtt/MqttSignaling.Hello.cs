using CamAgent.Access;
using CamAgent.Signaling.Messages;
using CamAgent.WebRtc;

namespace CamAgent.Signaling.Mqtt;

/// <content>hello → welcome: who it is, and a nonce for its offer.</content>
internal sealed partial class MqttSignaling
{
    private static readonly SignalFault TooManySessions = new(
        SignalErrorCode.Busy, "The camera has too many sessions. Try again in a few seconds.");

    private static readonly SignalFault ForeignSession = new(
        SignalErrorCode.Forbidden, "This session is another viewer's. Choose another name.");

    private void OnHello(string session, SignalMessage.Hello hello, Instant now)
    {
        string? viewer = null;
        if (_options.AccessRequired)
        {
            var entry = _authentication.VerifyHello(_options.DeviceId, session, hello);
            if (!MayView(session, entry, hello.Viewer, "The viewer is unknown or its key is wrong. Pair it again.", now))
                return;
            viewer = entry!.Name;
        }

        var nonce = SessionName.Create(_random);
        lock (_gate)
        {
            if (!MayRequest(session, viewer, _helloRate, now, out var conversation))
                return;
            if (conversation is null && _conversations.Count >= _options.MaximumConversations)
            {
                SendError(session, TooManySessions, now);
                return;
            }

            conversation ??= GetOrAdd(session);
            DropHello(conversation);
            if (_hellos.Count >= _options.MaximumHellos)
                EvictOldestHello();
            conversation.Hello = new PendingHello(nonce, viewer, now + _options.NonceLifetime);
            conversation.HelloPlace = _hellos.AddLast(conversation);
            // Made only now: it reads credentials, which a flood must not.
            _transport.Send(session, SignalMessageWriter.Welcome(nonce, _options.IceServers(viewer), _options.DeviceId, _options.DeviceName));
        }
    }

    /// <summary>Answers with <c>unauthorized</c> or <c>forbidden</c> unless this is a viewer that may look.</summary>
    private bool MayView(string session, ViewerEntry? entry, string? claimed, string unknown, Instant now)
    {
        SignalFault fault;
        if (entry is null)
            fault = new SignalFault(SignalErrorCode.Unauthorized, unknown);
        else if (_authentication.Refusal(entry, ViewerRights.View) is { } refusal)
            fault = new SignalFault(SignalErrorCode.Forbidden, refusal);
        else
            return true;
        if (Refuse(session, fault, now) && MayLogRefusal(now))
            _logger.AccessRefused(LogText.Sanitise(claimed), LogText.Session(session), fault.Code.ToWire(), fault.Message);
        return false;
    }

    /// <summary>The log is for the first refusals of a flood; the counters are for the rest.</summary>
    private bool MayLogRefusal(Instant now)
    {
        lock (_gate)
            return _refusalLines.TryTake(now);
    }

    /// <summary>
    /// Under the lock, for hellos and offers of whoever passed the MAC. The viewer's own limit comes before everybody's:
    /// one that floods uses up its own share.
    /// </summary>
    private bool MayRequest(string session, string? viewer, TokenBucket everybody, Instant now, out Conversation? conversation)
    {
        if (_conversations.TryGetValue(session, out conversation))
        {
            // Whoever listens at the broker sees every session's name; only the viewer that made it may restart it.
            if (!string.Equals(conversation.Holder, viewer, StringComparison.Ordinal))
            {
                SendError(session, ForeignSession, now);
                return false;
            }

            if (!conversation.Requests.TryTake(now))
            {
                DropSurplus(session, now);
                return false;
            }
        }

        if ((viewer is null || _viewerRequests.TryTake(viewer, now)) && everybody.TryTake(now))
            return true;
        DropSurplus(session, now);
        return false;
    }

    /// <summary>Under the lock.</summary>
    private void DropHello(Conversation conversation)
    {
        if (conversation.HelloPlace is { } place)
            _hellos.Remove(place);
        conversation.HelloPlace = null;
        conversation.Hello = null;
    }

    /// <summary>Under the lock. A live session only loses its greeting; its candidates stay until the next sweep or answer.</summary>
    private void EvictOldestHello()
    {
        if (_hellos.First?.Value is not { } oldest)
            return;
        Counters.Count(SignalDrop.HelloEvicted);
        DropHello(oldest);
        if (oldest.IsIdle)
            Remove(oldest);
    }

    /// <summary>Under the lock. Gives the live sessions whose candidates no longer wait for an offer; null when there are none.</summary>
    private List<Conversation>? ForgetExpiredHellos(Instant now)
    {
        List<Conversation>? released = null;
        while (_hellos.First?.Value is { Hello: { } hello } conversation && hello.Expires <= now)
        {
            DropHello(conversation);
            if (conversation.IsIdle)
                Remove(conversation);
            else if (conversation.Held.Count > 0)
                (released ??= []).Add(conversation);
        }

        return released;
    }
}
