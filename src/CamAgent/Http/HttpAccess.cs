using System.Diagnostics.CodeAnalysis;
using System.Net;
using CamAgent.Access;
using CamAgent.Signaling;
using CamAgent.Signaling.Authentication;
using CamAgent.WebRtc;

namespace CamAgent.Http;

/// <summary>Bearer tokens (RFC 6750 §2.1): the viewer's secret in base64url, when access is required.</summary>
internal sealed class HttpAccess(
    bool required, IViewerDirectory directory, TimeProvider time, RandomSource random, ILogger<HttpAccess> logger)
{
    /// <summary>RFC 6750 §3: what answers a request without a token.</summary>
    public const string Challenge = "Bearer realm=\"camagent\"";

    private const string Scheme = "Bearer ";
    private const string TokenMissing = "This needs the viewer's token: Authorization: Bearer, with the secret of its pairing link.";
    private const string TooManyFailures = "Too many wrong tokens. Try again later.";
    private const int MaximumAddresses = 1024;

    /// <summary>Tokens cannot be guessed; what the limit spares is the log and the answers.</summary>
    private static readonly RateLimit FailuresOfOneAddress = new(1, 10);

    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(10);

    private readonly ViewerAuthentication _authentication = new(directory, time, random);
    private readonly Lock _gate = new();
    private readonly KeyedTokenBuckets<IPAddress> _failures = new(FailuresOfOneAddress, MaximumAddresses);

    public bool Required => required;

    /// <summary>
    /// Serves <paramref name="handler"/> to viewers with this right only: for everything but the page and /healthz (contract §5).
    /// </summary>
    public RequestDelegate Protect(ViewerRights right, Func<HttpContext, HttpViewer, Task> handler) => async context =>
    {
        if (TryAuthorize(context, right, out var viewer, out var refusal))
            await handler(context, viewer).ConfigureAwait(false);
        else
            await refusal.ConfigureAwait(false);
    };

    /// <summary>Whether this request comes from somebody who may watch; without a token nothing is refused or counted.</summary>
    public bool MayRead(HttpContext context) =>
        !required || (FindEntry(context) is { } entry && _authentication.Refusal(entry, ViewerRights.View) is null);

    private ViewerEntry? FindEntry(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return _authentication.FindByToken(header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header.AsSpan(Scheme.Length).Trim() : default);
    }

    private bool TryAuthorize(
        HttpContext context, ViewerRights right, [NotNullWhen(true)] out HttpViewer? viewer, [NotNullWhen(false)] out Task? refusal)
    {
        viewer = null;
        refusal = null;
        if (!required)
        {
            viewer = HttpViewer.Anyone;
            return true;
        }

        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header.AsSpan(Scheme.Length).Trim() : default;
        if (_authentication.FindByToken(token) is not { } entry)
        {
            refusal = RefuseTokenAsync(context, token.IsEmpty);
            return false;
        }

        if (_authentication.Refusal(entry, right) is { } reason)
        {
            logger.RightRefused(LogText.Sanitise(entry.Name), AddressOf(context).ToString(), reason);
            refusal = Problem.WriteAsync(context, SignalErrorCode.Forbidden, reason);
            return false;
        }

        viewer = new HttpViewer(entry.Name, entry.Rights);
        return true;
    }

    private Task RefuseTokenAsync(HttpContext context, bool missing)
    {
        // RFC 6750 §3.1: without a token no error code; with a wrong one invalid_token.
        context.Response.Headers.WWWAuthenticate = missing ? Challenge : Challenge + ", error=\"invalid_token\"";
        bool quiet;
        lock (_gate)
            quiet = !_failures.TryTake(AddressOf(context), time.GetInstant());
        if (quiet)
        {
            const int Status = StatusCodes.Status429TooManyRequests;
            return Problem.WriteAsync(context, Status, SignalErrorCode.Unauthorized, TooManyFailures, FailurePause);
        }

        if (!missing)
        {
            var path = LogText.Sanitise(context.Request.Path);
            logger.TokenRefused(LogText.Sanitise(context.Request.Method), path, AddressOf(context).ToString());
        }

        return Problem.WriteAsync(context, SignalErrorCode.Unauthorized, TokenMissing);
    }

    /// <summary>An IPv6 host has a whole /64 to speak from (RFC 4291 §2.5.4): it counts as one.</summary>
    private static IPAddress AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length) || length != bytes.Length)
            return address;
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}

/// <param name="Name">Null while access is not required.</param>
internal sealed record HttpViewer(string? Name, ViewerRights Rights)
{
    public static readonly HttpViewer Anyone = new(null, ViewerRights.All);
}
