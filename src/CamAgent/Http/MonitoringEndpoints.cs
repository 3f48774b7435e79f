using System.Buffers;
using CamAgent.Access;

namespace CamAgent.Http;

/// <summary><c>/healthz</c> for whoever asks, <c>/metrics</c> for those who may look.</summary>
internal static class MonitoringEndpoints
{
    private const string PrometheusText = "text/plain; version=0.0.4; charset=utf-8";

    /// <param name="health">Asked for each request; must not wait.</param>
    /// <param name="writeMetrics">Writes Prometheus text; must not wait.</param>
    public static void MapMonitoring(
        this IEndpointRouteBuilder endpoints, HttpAccess access, Func<HealthReport> health, Action<IBufferWriter<byte>> writeMetrics)
    {
        endpoints.MapMethods("/healthz", [HttpMethods.Get, HttpMethods.Head], context => WriteHealthAsync(context, health(), access.MayRead(context)));
        endpoints.MapGet("/metrics", access.Protect(ViewerRights.View, (context, _) =>
        {
            context.Response.ContentType = PrometheusText;
            context.Response.Headers.CacheControl = "no-store";
            writeMetrics(context.Response.BodyWriter);
            return context.Response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
        }));
    }

    private static Task WriteHealthAsync(HttpContext context, HealthReport report, bool withReasons)
    {
        context.Response.StatusCode = report.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        // Reasons name programs, files and hosts: whoever may not watch learns that something is wrong, and not what.
        return JsonResponse.WriteAsync(context, withReasons ? report : report with { Reasons = [] }, static (json, state) =>
        {
            json.WriteString("status"u8, state.Healthy ? "ok" : "failing");
            json.WriteString("broker"u8, state.Broker);
            json.WriteString("video"u8, state.Video);
            json.WriteNumber("uptimeSeconds"u8, (long)state.Uptime.TotalSeconds);
            json.WriteStartArray("reasons"u8);
            foreach (var reason in state.Reasons)
                json.WriteStringValue(reason);
            json.WriteEndArray();
        });
    }
}

/// <param name="Healthy">Whether viewers can be served; a watchdog acts on it.</param>
/// <param name="Broker">In a word or two: connected, connecting, off.</param>
/// <param name="Video">In a word or two: running, starting, off, failed.</param>
/// <param name="Reasons">In words, what is wrong; empty when nothing is.</param>
internal sealed record HealthReport(bool Healthy, string Broker, string Video, TimeSpan Uptime, IReadOnlyList<string> Reasons);
