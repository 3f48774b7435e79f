using System.Text.Json;

namespace CamAgent.DataChannels.Control;

/// <summary>A request, or what is wrong with it (JSON-RPC 2.0 §4). One message is one request; batches are not taken.</summary>
/// <param name="Id">As it is to be written again; null for a notification, which gets no answer.</param>
/// <param name="Parameters">An object, or nothing.</param>
internal sealed record RpcRequest(string? Id, string Method, JsonElement Parameters)
{
    public const int MaximumLength = 64 * 1024;
    private const int MaximumIdLength = 64;
    private const int MaximumMethodLength = 64;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <param name="id">What could be read of the id even where the rest is wrong; JSON.</param>
    /// <param name="code">What is wrong, where something is.</param>
    /// <param name="problem">The same in words.</param>
    public static bool TryRead(ReadOnlyMemory<byte> message, out RpcRequest request, out string? id, out int code, out string problem)
    {
        request = null!;
        id = "null";
        code = RpcErrorCode.InvalidRequest;
        if (message.Length > MaximumLength)
        {
            problem = $"a request has at most {MaximumLength} bytes";
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(message, Options);
            problem = Read(document.RootElement, out request, ref id);
            return problem.Length == 0;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text in the JSON that is no Unicode.
            code = RpcErrorCode.ParseError;
            problem = "it is not JSON";
            return false;
        }
    }

    private static string Read(JsonElement root, out RpcRequest request, ref string? id)
    {
        request = null!;
        if (root.ValueKind != JsonValueKind.Object)
            return root.ValueKind == JsonValueKind.Array ? "batches are not taken: send one request a message" : "a request is an object";
        if (!TryReadId(root, out id))
        {
            id = "null";
            return "id is a string, a whole number or null";
        }

        if (!root.TryGetProperty("jsonrpc", out var version) || version.ValueKind != JsonValueKind.String || !version.ValueEquals("2.0"u8))
            return "jsonrpc must be \"2.0\"";
        if (!root.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String || method.GetString() is not { Length: > 0 and <= MaximumMethodLength } name)
            return $"method is a name of at most {MaximumMethodLength} characters";
        var hasParameters = root.TryGetProperty("params", out var parameters);
        if (hasParameters && parameters.ValueKind != JsonValueKind.Object)
            return "params is an object";
        request = new RpcRequest(id, name, hasParameters ? parameters.Clone() : default);
        return "";
    }

    private static bool TryReadId(JsonElement root, out string? id)
    {
        id = null;
        if (!root.TryGetProperty("id", out var given))
            return true;
        id = given.GetRawText();
        return given.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null && id.Length <= MaximumIdLength
            && (given.ValueKind != JsonValueKind.String || given.GetString() is not null);
    }
}
