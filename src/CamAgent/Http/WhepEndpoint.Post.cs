using CamAgent.Signaling;
using CamAgent.Streaming;
using Microsoft.Net.Http.Headers;

namespace CamAgent.Http;

/// <content>POST: an offer makes a session.</content>
internal sealed partial class WhepEndpoint
{
    private Task PostAsync(HttpContext context, HttpViewer viewer)
    {
        if (!IsOfType(context.Request.ContentType, SdpType))
        {
            context.Response.Headers["Accept-Post"] = SdpType;
            return Problem.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, $"The offer must be {SdpType}.");
        }

        if (!Accepts(context.Request.Headers.Accept.ToString()))
            return Problem.WriteAsync(context, StatusCodes.Status406NotAcceptable, $"The answer is {SdpType} only.");
        return MayOffer(viewer) ? TakeOfferAsync(context, viewer) : RefuseSurplusAsync(context);
    }

    private async Task TakeOfferAsync(HttpContext context, HttpViewer viewer)
    {
        var (offer, status) = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        if (offer is null)
            await RefuseBodyAsync(context, status).ConfigureAwait(false);
        else if (!offer.StartsWith("v=0", StringComparison.Ordinal))
            await Problem.WriteAsync(context, SignalErrorCode.BadRequest, "The body is not SDP.").ConfigureAwait(false);
        else
            await TakePlaceAsync(context, viewer, offer).ConfigureAwait(false);
    }

    /// <summary>Only whoever has sent everything takes a place: bodies that trickle in, or never come, keep nobody out.</summary>
    private async Task TakePlaceAsync(HttpContext context, HttpViewer viewer, string offer)
    {
        try
        {
            if (Interlocked.Increment(ref _offering) <= options.MaximumConcurrentOffers)
                await AnswerAsync(context, viewer, offer).ConfigureAwait(false);
            else
                await RefuseSurplusAsync(context).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _offering);
        }
    }

    private bool MayOffer(HttpViewer viewer)
    {
        lock (_gate)
            return _offers.TryTake(viewer.Name ?? "", time.GetInstant());
    }

    private Task RefuseSurplusAsync(HttpContext context) =>
        Problem.WriteAsync(context, SignalErrorCode.Busy, "Too many offers. Try again in a few seconds.", options.RetryAfter);

    private async Task AnswerAsync(HttpContext context, HttpViewer viewer, string offer)
    {
        var name = SessionName.Create(random);
        var observer = new GatheringObserver();
        var viewerOffer = new ViewerOffer(name, offer, viewer.Name, viewer.Rights, Channel);
        var outcome = await OfferAsync(context, viewerOffer, observer).ConfigureAwait(false);
        if (outcome is OfferOutcome.Refused refused)
            await RefuseAsync(context, name, refused).ConfigureAwait(false);
        if (outcome is not OfferOutcome.Answered answered)
            return;

        var generation = WhepGeneration.Of(AnswerSdp.UsernameFragment(offer), answered.IceUsernameFragment);
        var session = new WhepSession(name, viewer.Name, AnswerSdp.VideoMid(offer), generation, observer);
        _sessions[name] = session;
        _ = ForgetWhenEndedAsync(session);
        try
        {
            var answer = await observer
                .CompleteAsync(answered.Sdp, options.GatheringLimit, time, context.RequestAborted).ConfigureAwait(false);
            await WriteAnswerAsync(context, session, answer).ConfigureAwait(false);
            logger.SessionAnswered(LogText.Sanitise(viewer.Name ?? "anyone"), LogText.Session(name), Channel);
        }
        catch
        {
            // Whoever never got the session's name cannot end it either.
            Close(session, "the viewer left before the answer");
            throw;
        }
    }

    private Task RefuseAsync(HttpContext context, string session, OfferOutcome.Refused refused)
    {
        logger.OfferRefused(LogText.Session(session), refused.Code.ToWire(), LogText.Sanitise(refused.Message));
        if (refused.Code == SignalErrorCode.Unauthorized)
            context.Response.Headers.WWWAuthenticate = HttpAccess.Challenge;
        var waitingHelps = refused.Code is SignalErrorCode.Busy or SignalErrorCode.Unavailable;
        return Problem.WriteAsync(context, refused.Code, refused.Message, refused.RetryAfter ?? (waitingHelps ? options.RetryAfter : null));
    }

    private async Task<OfferOutcome> OfferAsync(HttpContext context, ViewerOffer offer, GatheringObserver observer)
    {
        using var deadline = new CancellationTokenSource(options.AnswerDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            return await sessions.OfferAsync(offer, observer, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // What was given up may have been half made.
            sessions.Close(offer.Session, Channel, "the offer was not answered");
            if (exception is not OperationCanceledException || context.RequestAborted.IsCancellationRequested)
                throw;
            return new OfferOutcome.Refused(SignalErrorCode.Unavailable, "The camera did not answer in time. Try again.");
        }
    }

    private async Task WriteAnswerAsync(HttpContext context, WhepSession session, string answer)
    {
        var response = context.Response;
        var body = System.Text.Encoding.UTF8.GetBytes(answer);
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentType = SdpType;
        response.ContentLength = body.Length;
        response.Headers.Location = $"{Path}/{session.Name}";
        response.Headers.ETag = session.Generation.EntityTag;
        response.Headers["Accept-Patch"] = FragmentType;
        response.Headers.CacheControl = "no-store";
        foreach (var row in IceServerLinks.Rows(options.IceServers(session.Viewer)))
            response.Headers.Append("Link", row);
        await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task ForgetWhenEndedAsync(WhepSession session)
    {
        var reason = await session.Observer.Ended.ConfigureAwait(false);
        if (_sessions.TryRemove(KeyValuePair.Create(session.Name, session)))
            logger.SessionEnded(LogText.Session(session.Name), LogText.Sanitise(reason));
    }

    private static bool IsOfType(string? contentType, string expected) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals(expected, StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 9110 §12.5.1. A header that cannot be read is treated as if it asked for nothing we have.</summary>
    private static bool Accepts(string accept)
    {
        if (accept.Length == 0)
            return true;
        if (!MediaTypeHeaderValue.TryParseList([accept], out var types))
            return false;
        var sdp = new MediaTypeHeaderValue(SdpType);
        var best = types.Where(sdp.IsSubsetOf)
            .OrderBy(static type => type.MatchesAllTypes).ThenBy(static type => type.MatchesAllSubTypes).FirstOrDefault();
        return best is not null && best.Quality is not 0;
    }
}
