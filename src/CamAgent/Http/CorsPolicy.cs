namespace CamAgent.Http;

/// <summary>Which other pages' scripts may use this server (<c>http.allowedOrigins</c>; the Fetch standard's CORS protocol).</summary>
/// <param name="allowedOrigins">As browsers write them: <c>https://example.org</c>, no slash at the end; <c>*</c> is every page.</param>
internal sealed class CorsPolicy(IReadOnlyCollection<string> allowedOrigins)
{
    private const string ExposedHeaders = "Location, ETag, Link, Accept-Patch, Accept-Post, Retry-After, WWW-Authenticate";
    private const string AllowedMethods = "GET, POST, PATCH, DELETE, OPTIONS";
    private const string AllowedHeaders = "Authorization, Content-Type, If-Match";
    private const string PreflightSeconds = "600";

    private readonly HashSet<string> _allowed = new(allowedOrigins, StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds what the browser needs to see; true when the request is a preflight of a page that may go on.</summary>
    public bool Apply(HttpContext context)
    {
        if (_allowed.Count == 0)
            return false;
        var headers = context.Response.Headers;
        headers.Append("Vary", "Origin");
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0 || !(_allowed.Contains(origin) || _allowed.Contains("*")))
            return false;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = ExposedHeaders;
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
            return false;
        headers.AccessControlAllowMethods = AllowedMethods;
        headers.AccessControlAllowHeaders = AllowedHeaders;
        headers.AccessControlMaxAge = PreflightSeconds;
        return true;
    }
}
