namespace CamAgent.Http;

/// <summary>The viewer page and what it asks first. Open to everybody: whoever has no secret sees an empty page.</summary>
internal static class ViewerPage
{
    private const string Missing =
        "The viewer page is not installed here. Build it with ./run (it needs npm), or install the package that contains it.\n"
        + "The camera works without it: WHEP is at /whep, its state at /healthz.\n";

    /// <summary>Maps the page on everything that no other endpoint takes.</summary>
    /// <param name="directory">The page's built files (<c>wwwroot</c>); read once, now.</param>
    /// <param name="describe">What <c>/viewer.json</c> says.</param>
    public static void MapPages(this IEndpointRouteBuilder endpoints, string directory, Func<ViewerPageInfo> describe, ILogger logger)
    {
        var files = StaticFiles.Load(directory, logger);
        endpoints.MapGet("/viewer.json", context => JsonResponse.WriteAsync(context, describe(), ViewerPageInfo.Write));
        endpoints.MapMethods("/{**path}", [HttpMethods.Get, HttpMethods.Head], context =>
        {
            var path = context.Request.Path.Value is "/" or null or "" ? StaticFiles.IndexPath : context.Request.Path.Value;
            if (files.TryGet(path, out var file))
                return file.SendAsync(context);
            if (path == StaticFiles.IndexPath)
                return WriteMissingAsync(context);
            return Problem.WriteAsync(context, StatusCodes.Status404NotFound, "There is nothing here.");
        });
    }

    private static Task WriteMissingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(Missing, context.RequestAborted);
    }
}
