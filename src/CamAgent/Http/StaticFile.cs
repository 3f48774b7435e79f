using System.Buffers.Text;
using System.Security.Cryptography;

namespace CamAgent.Http;

/// <summary>One file of the page, with the headers that make a browser fetch it once.</summary>
internal sealed class StaticFile
{
    private readonly string _path;
    private readonly string _contentType;
    private readonly string _entityTag;
    private readonly string _cacheControl;

    private StaticFile(string path, string entityTag)
    {
        _path = path;
        _entityTag = entityTag;
        _contentType = ContentTypeOf(System.IO.Path.GetExtension(path));

        // RFC 8246: a name with its content's hash never means anything else. Everything else is asked about each time.
        _cacheControl = HasHash(System.IO.Path.GetFileName(path)) ? "public, max-age=31536000, immutable" : "no-cache";
    }

    public static StaticFile Open(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(stream, hash);
        return new StaticFile(path, $"\"{Base64Url.EncodeToString(hash[..12])}\"");
    }

    public async Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.ETag = _entityTag;
        response.Headers.CacheControl = _cacheControl;
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(_entityTag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var file = new FileInfo(_path);
        if (!file.Exists)
        {
            // A new version is being installed over this one.
            response.Headers.CacheControl = "no-store";
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.ContentType = _contentType;
        response.ContentLength = file.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.SendFileAsync(_path, 0, file.Length, context.RequestAborted).ConfigureAwait(false);
    }

    private static string ContentTypeOf(string extension) => extension.ToLowerInvariant() switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" or ".map" => "application/json",
        ".webmanifest" => "application/manifest+json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".webp" => "image/webp",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        ".wasm" => "application/wasm",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };

    /// <summary>As bundlers write them: <c>main-8FJ2KQ1A.js</c>, <c>main.3f9a1c2b.css</c>; a hash has a digit, a word seldom.</summary>
    private static bool HasHash(string name)
    {
        var stem = Path.GetFileNameWithoutExtension(name.AsSpan());
        var hash = stem[(stem.LastIndexOfAny('-', '.') + 1)..];
        if (hash.Length < 8 || hash.Length == stem.Length || !hash.ContainsAnyInRange('0', '9'))
            return false;
        foreach (var character in hash)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '_')
                return false;
        }

        return true;
    }
}
