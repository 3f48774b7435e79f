using CamAgent.Signaling;
using CamAgent.Streaming;
using CamAgent.WebRtc.Sdp;
using Microsoft.Net.Http.Headers;

namespace CamAgent.Http;

/// <content>PATCH and DELETE: what the viewer that made a session may do with it.</content>
internal sealed partial class WhepEndpoint
{
    private const string NotFound = "There is no such session: it ended, or it is another viewer's.";

    private const string NoPassword = "A fragment with another ice-ufrag restarts ICE: it must have the ice-pwd as well.";

    private Task PatchAsync(HttpContext context, HttpViewer viewer)
    {
        if (Find(context, viewer) is not { } session)
            return Problem.WriteAsync(context, StatusCodes.Status404NotFound, NotFound);
        if (!IsOfType(context.Request.ContentType, FragmentType))
        {
            context.Response.Headers["Accept-Patch"] = FragmentType;
            return Problem.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, $"The fragment must be {FragmentType}.");
        }

        // The draft, "HTTP PATCH request usage": 428 for a missing entity tag, 412 for one that does not match.
        var ifMatch = context.Request.Headers.IfMatch.ToString();
        if (ifMatch.Length == 0)
            return Problem.WriteAsync(context, StatusCodes.Status428PreconditionRequired, "If-Match must carry the session's ETag.");
        return Matches(ifMatch, session.Generation.EntityTag)
            ? TakeFragmentAsync(context, session)
            : Problem.WriteAsync(context, StatusCodes.Status412PreconditionFailed, "The ETag is of another ICE generation.");
    }

    private async Task TakeFragmentAsync(HttpContext context, WhepSession session)
    {
        var (text, status) = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        if (text is null)
            await RefuseBodyAsync(context, status).ConfigureAwait(false);
        else if (!options.ParseFragment(text, out var fragment))
            await Problem.WriteAsync(context, SignalErrorCode.BadRequest, "The body is not an ICE fragment.").ConfigureAwait(false);
        else if (fragment.UsernameFragment is { } generation && generation != session.Generation.ViewerFragment)
            await RestartAsync(context, session, fragment, generation).ConfigureAwait(false);
        else
            await AddCandidatesAsync(context, session, fragment).ConfigureAwait(false);
    }

    /// <summary>The draft, "ICE restarts": 200 with the camera's new credentials and candidates, and a new entity tag. The old path serves until there is a new one.</summary>
    private async Task RestartAsync(HttpContext context, WhepSession session, TrickleFragment fragment, string viewerFragment)
    {
        if (fragment.Password is not { } password)
        {
            await Problem.WriteAsync(context, SignalErrorCode.BadRequest, NoPassword).ConfigureAwait(false);
            return;
        }

        if (await sessions.RestartAsync(session.Name, Channel, viewerFragment, password, context.RequestAborted).ConfigureAwait(false) is not { } restart)
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, NotFound).ConfigureAwait(false);
            return;
        }

        session.Generation = WhepGeneration.Of(viewerFragment, restart.UsernameFragment);
        foreach (var candidate in fragment.Candidates)
            sessions.AddCandidate(session.Name, candidate with { UsernameFragment = viewerFragment });
        if (fragment.EndOfCandidates)
            sessions.AddCandidate(session.Name, new ViewerCandidate(null, null, null, viewerFragment));
        var answer = new TrickleIceSdpFragment
        {
            UsernameFragment = restart.UsernameFragment,
            Password = restart.Password,
            Media = [new TrickleIceMedia(session.Mid, restart.Candidates, restart.GatheringComplete)],
        };
        context.Response.ContentType = FragmentType;
        context.Response.Headers.ETag = session.Generation.EntityTag;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(answer.ToString(), context.RequestAborted).ConfigureAwait(false);
    }

    private Task AddCandidatesAsync(HttpContext context, WhepSession session, TrickleFragment fragment)
    {
        var worst = CandidateOutcome.Added;
        foreach (var candidate in fragment.Candidates)
        {
            var generation = candidate.UsernameFragment ?? fragment.UsernameFragment;
            var outcome = sessions.AddCandidate(session.Name, candidate with { UsernameFragment = generation });
            if (outcome != CandidateOutcome.Added)
                worst = outcome;
            if (outcome is CandidateOutcome.UnknownSession or CandidateOutcome.TooMany)
                break;
        }

        if (fragment.EndOfCandidates && worst is CandidateOutcome.Added or CandidateOutcome.Malformed)
            sessions.AddCandidate(session.Name, new ViewerCandidate(null, null, null, fragment.UsernameFragment));
        switch (worst)
        {
            case CandidateOutcome.UnknownSession:
                return Problem.WriteAsync(context, StatusCodes.Status404NotFound, NotFound);
            case CandidateOutcome.Malformed:
                return Problem.WriteAsync(context, SignalErrorCode.BadRequest, "A candidate cannot be understood; the others were added.");
            case CandidateOutcome.TooMany:
                return Problem.WriteAsync(context, SignalErrorCode.Unsupported, "There are too many candidates; the rest was ignored.");
            default:
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
        }
    }

    /// <summary>The draft: entity tags are ignored here.</summary>
    private Task DeleteAsync(HttpContext context, HttpViewer viewer)
    {
        if (Find(context, viewer) is not { } session)
            return Problem.WriteAsync(context, StatusCodes.Status404NotFound, NotFound);
        Close(session, "the viewer left");
        return Task.CompletedTask;
    }

    private void Close(WhepSession session, string reason)
    {
        if (_sessions.TryRemove(KeyValuePair.Create(session.Name, session)))
            logger.SessionEnded(LogText.Session(session.Name), reason);
        sessions.Close(session.Name, Channel, reason);
    }

    private WhepSession? Find(HttpContext context, HttpViewer viewer) =>
        context.GetRouteValue("session") is string name && _sessions.TryGetValue(name, out var session) && session.BelongsTo(viewer)
            ? session
            : null;

    /// <summary>RFC 9110 §13.1.1: strong comparison. The draft's example quotes the asterisk, so that is taken for one too.</summary>
    private static bool Matches(string ifMatch, string entityTag)
    {
        if (!EntityTagHeaderValue.TryParseList([ifMatch], out var tags))
            return false;
        foreach (var tag in tags)
        {
            if (tag.Tag.Value is "*" or "\"*\"" || (!tag.IsWeak && tag.Tag.Equals(entityTag, StringComparison.Ordinal)))
                return true;
        }

        return false;
    }
}
