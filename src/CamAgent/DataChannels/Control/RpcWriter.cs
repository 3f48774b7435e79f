using System.Buffers;
using System.Text.Json;

namespace CamAgent.DataChannels.Control;

/// <summary>Writes answers and notifications (JSON-RPC 2.0 §5).</summary>
internal static class RpcWriter
{
    /// <param name="id">JSON.</param>
    public static byte[] Result(string id, Action<Utf8JsonWriter> result) => Write(json =>
    {
        WriteId(json, id);
        json.WritePropertyName("result");
        result(json);
    });

    /// <param name="id">JSON.</param>
    public static byte[] Error(string id, int code, string message) => Write(json =>
    {
        WriteId(json, id);
        json.WriteStartObject("error");
        json.WriteNumber("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
    });

    public static byte[] Notification(string method, Action<Utf8JsonWriter> parameters) => Write(json =>
    {
        json.WriteString("method", method);
        json.WritePropertyName("params");
        parameters(json);
    });

    private static void WriteId(Utf8JsonWriter json, string id)
    {
        json.WritePropertyName("id");
        json.WriteRawValue(id);
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
