using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using CamAgent.Streaming;

namespace CamAgent.Signaling.Messages;

/// <summary>Writes what the camera says to a viewer (contract §4, direction <c>down</c>). Each call gives an array of its own.</summary>
internal static class SignalMessageWriter
{
    /// <summary>Enough for everything but an answer, which grows it once or twice.</summary>
    private const int InitialBytes = 512;

    // The strict encoder is for text inside HTML; here it would only lengthen every candidate's "+".
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Welcome(string nonce, IReadOnlyList<IceServer> iceServers, string deviceId, string deviceName) =>
        Write("welcome", (nonce, iceServers, deviceId, deviceName), static (json, welcome) =>
        {
            json.WriteString("nonce"u8, welcome.nonce);
            json.WriteStartArray("iceServers"u8);
            foreach (var server in welcome.iceServers)
                WriteIceServer(json, server);
            json.WriteEndArray();
            json.WriteStartObject("device"u8);
            json.WriteString("id"u8, welcome.deviceId);
            json.WriteString("name"u8, welcome.deviceName);
            json.WriteEndObject();
        });

    public static byte[] Answer(string sdp) => Write("answer", sdp, static (json, text) => json.WriteString("sdp"u8, text));

    /// <param name="candidate">Null ends the candidates.</param>
    public static byte[] Candidate(LocalCandidate? candidate) => Write("candidate", candidate, static (json, found) =>
    {
        if (found is null)
        {
            json.WriteNull("candidate"u8);
            return;
        }

        json.WriteStartObject("candidate"u8);
        json.WriteString("candidate"u8, found.Candidate);
        json.WriteString("sdpMid"u8, found.SdpMid);
        json.WriteNumber("sdpMLineIndex"u8, found.SdpMLineIndex);
        json.WriteString("usernameFragment"u8, found.UsernameFragment);
        json.WriteEndObject();
    });

    public static byte[] Bye(string reason) => Write("bye", reason, static (json, text) => json.WriteString("reason"u8, text));

    public static byte[] Error(SignalErrorCode code, string message) => Write("error", (code, message), static (json, error) =>
    {
        json.WriteString("code"u8, error.code.ToWire());
        json.WriteString("message"u8, error.message);
    });

    private static void WriteIceServer(Utf8JsonWriter json, IceServer server)
    {
        json.WriteStartObject();
        json.WriteStartArray("urls"u8);
        foreach (var url in server.Urls)
            json.WriteStringValue(url);
        json.WriteEndArray();
        if (server.Username is { } username)
            json.WriteString("username"u8, username);
        if (server.Credential is { } credential)
            json.WriteString("credential"u8, credential);
        json.WriteEndObject();
    }

    private static byte[] Write<TBody>(string type, TBody body, Action<Utf8JsonWriter, TBody> writeBody)
    {
        var buffer = new ArrayBufferWriter<byte>(InitialBytes);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("v"u8, 1);
            json.WriteString("type"u8, type);
            writeBody(json, body);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
