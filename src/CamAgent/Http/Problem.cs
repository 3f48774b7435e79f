using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CamAgent.Signaling;

namespace CamAgent.Http;

/// <summary>Says what went wrong as a problem document (RFC 9457), with the code that MQTT signaling has for the same.</summary>
internal static class Problem
{
    public static int StatusOf(SignalErrorCode code) => code switch
    {
        SignalErrorCode.BadRequest => StatusCodes.Status400BadRequest,
        SignalErrorCode.Unauthorized => StatusCodes.Status401Unauthorized,
        SignalErrorCode.Forbidden => StatusCodes.Status403Forbidden,
        SignalErrorCode.Unsupported => StatusCodes.Status422UnprocessableEntity,
        SignalErrorCode.Busy or SignalErrorCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static Task WriteAsync(HttpContext context, SignalErrorCode code, string detail, TimeSpan? retryAfter = null) =>
        WriteAsync(context, StatusOf(code), code, detail, retryAfter);

    /// <summary>For what HTTP alone has a word for: the code is <c>bad-request</c>.</summary>
    public static Task WriteAsync(HttpContext context, int status, string detail) =>
        WriteAsync(context, status, SignalErrorCode.BadRequest, detail);

    /// <param name="retryAfter">Goes into <c>Retry-After</c>, in whole seconds, at least 1.</param>
    public static async Task WriteAsync(HttpContext context, int status, SignalErrorCode code, string detail, TimeSpan? retryAfter = null)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (retryAfter is { } pause)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteNumber("status"u8, status);
            json.WriteString("code"u8, code.ToWire());
            json.WriteString("detail"u8, detail);
            json.WriteEndObject();
        }

        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }
}
