using System.Collections.Concurrent;
using CamAgent.Access;
using CamAgent.Signaling;
using CamAgent.Streaming;
using CamAgent.WebRtc;

namespace CamAgent.Http;

/// <summary>Signaling over HTTP: WHEP (draft-ietf-wish-whep; contract §5). The viewer offers; one answer carries everything.</summary>
internal sealed partial class WhepEndpoint(
    WhepOptions options,
    IViewerSessions sessions,
    HttpAccess access,
    TimeProvider time,
    RandomSource random,
    ILogger<WhepEndpoint> logger)
{
    public const string Path = "/whep";

    private const string SdpType = "application/sdp";
    private const string FragmentType = "application/trickle-ice-sdpfrag";
    private const string Channel = "whep";
    private const int MaximumViewerBuckets = 256;

    private readonly ConcurrentDictionary<string, WhepSession> _sessions = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly KeyedTokenBuckets<string> _offers = new(options.Offers, MaximumViewerBuckets);
    private int _offering;

    /// <summary>Sessions that live.</summary>
    public int SessionCount => _sessions.Count;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        const string SessionPath = Path + "/{session}";
        endpoints.MapPost(Path, access.Protect(ViewerRights.View, PostAsync));
        endpoints.MapMethods(SessionPath, [HttpMethods.Patch], access.Protect(ViewerRights.View, PatchAsync));
        endpoints.MapDelete(SessionPath, access.Protect(ViewerRights.View, DeleteAsync));

        // The draft, "HTTP usage": OPTIONS says what can be posted, without a token (RFC 6750 clients send none in a preflight).
        endpoints.MapMethods(Path, [HttpMethods.Options], context => Options(context, "POST, OPTIONS"));
        endpoints.MapMethods(SessionPath, [HttpMethods.Options], context => Options(context, "PATCH, DELETE, OPTIONS"));
        endpoints.Map(Path, context => MethodNotAllowedAsync(context, "POST, OPTIONS"));
        endpoints.Map(SessionPath, context => MethodNotAllowedAsync(context, "PATCH, DELETE, OPTIONS"));
    }

    private static Task Options(HttpContext context, string methods)
    {
        context.Response.Headers.Allow = methods;
        context.Response.Headers["Accept-Post"] = SdpType;
        context.Response.Headers["Accept-Patch"] = FragmentType;
        return Task.CompletedTask;
    }

    private static Task MethodNotAllowedAsync(HttpContext context, string methods)
    {
        context.Response.Headers.Allow = methods;
        return Problem.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, $"Here are only {methods}.");
    }

    private static Task RefuseBodyAsync(HttpContext context, int status) => Problem.WriteAsync(
        context,
        status,
        status == StatusCodes.Status413PayloadTooLarge ? "The body is larger than 64 KiB." : "The body is not valid UTF-8.");
}

/// <summary>Maps WHEP.</summary>
internal static class WhepRoutes
{
    public static void MapWhep(this IEndpointRouteBuilder endpoints, WhepEndpoint whep) => whep.Map(endpoints);
}
