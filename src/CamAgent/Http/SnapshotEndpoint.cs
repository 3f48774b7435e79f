using CamAgent.Access;
using CamAgent.Signaling;
using CamAgent.Snapshots;

namespace CamAgent.Http;

/// <summary><c>GET /snapshot.jpg</c>: a picture of now, for who may watch (contract §5).</summary>
internal static class SnapshotEndpoint
{
    public const string Path = "/snapshot.jpg";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <param name="take">Takes one, or says in words why there is none.</param>
    /// <param name="taken">Told who got one; null while access is not required.</param>
    public static void MapSnapshot(this IEndpointRouteBuilder endpoints, HttpAccess access, Func<Task<SnapshotOutcome>> take, Action<string?> taken)
    {
        endpoints.MapGet(Path, access.Protect(ViewerRights.View, async (context, viewer) =>
        {
            // Who goes away does not stop it: others may wait for the same one.
            var outcome = await take().WaitAsync(context.RequestAborted).ConfigureAwait(false);
            if (outcome.Snapshot is not { } snapshot)
            {
                await Problem.WriteAsync(context, SignalErrorCode.Unavailable, outcome.Problem, RetryAfter).ConfigureAwait(false);
                return;
            }

            taken(viewer.Name);
            var response = context.Response;
            response.ContentType = "image/jpeg";
            response.ContentLength = snapshot.Jpeg.Length;
            response.Headers.CacheControl = "no-store";
            response.Headers.LastModified = snapshot.TakenAt.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            await response.Body.WriteAsync(snapshot.Jpeg, context.RequestAborted).ConfigureAwait(false);
        }));
    }
}
