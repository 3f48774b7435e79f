using System.Buffers;
using System.Text.Unicode;

namespace CamAgent.Http;

/// <summary>Reads a text body that may have at most 64 KiB.</summary>
internal static class RequestBody
{
    public const int MaximumBytes = 64 * 1024;

    /// <summary>The text, or the status that answers a body that is too large (413) or not UTF-8 (400).</summary>
    /// <exception cref="BadHttpRequestException">The client broke the transfer off or sent too slowly.</exception>
    public static async Task<(string? Text, int Status)> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaximumBytes)
            return (null, StatusCodes.Status413PayloadTooLarge);
        var buffer = ArrayPool<byte>.Shared.Rent(MaximumBytes + 1);
        try
        {
            var length = await context.Request.Body
                .ReadAtLeastAsync(buffer.AsMemory(0, MaximumBytes + 1), MaximumBytes + 1, throwOnEndOfStream: false, context.RequestAborted)
                .ConfigureAwait(false);
            if (length > MaximumBytes)
                return (null, StatusCodes.Status413PayloadTooLarge);
            var bytes = buffer.AsSpan(0, length);
            return Utf8.IsValid(bytes)
                ? (System.Text.Encoding.UTF8.GetString(bytes), StatusCodes.Status200OK)
                : (null, StatusCodes.Status400BadRequest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
