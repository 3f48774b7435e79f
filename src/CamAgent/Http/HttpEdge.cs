using CamAgent.Signaling;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CamAgent.Http;

/// <summary>What holds for every request: limits, security headers, CORS, and an answer when something fails.</summary>
internal static class HttpEdge
{
    /// <summary>The largest body any endpoint takes, with room for it to say so itself.</summary>
    private const long MaximumBodyBytes = 128 * 1024;

    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; "
        + "media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>A camera's server has few guests: bounds for the many others that an open port sees.</summary>
    public static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes;
        kestrel.Limits.MaxRequestBufferSize = MaximumBodyBytes;
        kestrel.Limits.MaxRequestLineSize = 4 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        kestrel.Limits.MaxConcurrentConnections = 256;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.Http2.MaxStreamsPerConnection = 32;
    }

    /// <summary>Comes before every endpoint.</summary>
    public static void UseHttpEdge(this IApplicationBuilder app, CorsPolicy cors, ILogger logger) => app.Use(async (context, next) =>
    {
        AddSecurityHeaders(context.Response.Headers);
        var preflight = cors.Apply(context);
        try
        {
            // WHEP answers preflights itself, with what it accepts; elsewhere there is nothing more to say.
            if (preflight && !context.Request.Path.StartsWithSegments(WhepEndpoint.Path, StringComparison.Ordinal))
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            else
                await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: there is nobody to answer.
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await Problem.WriteAsync(context, exception.StatusCode, "The request's body could not be read.").ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            logger.RequestFailed(exception, LogText.Sanitise(context.Request.Method), LogText.Sanitise(context.Request.Path));
            const string Detail = "The camera could not serve this. Its log tells why.";
            await Problem.WriteAsync(context, SignalErrorCode.Internal, Detail).ConfigureAwait(false);
        }
    });

    private static void AddSecurityHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer"; // A pairing link carries the viewer's secret.
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
