using System.Text.Json;

namespace CamAgent.DataChannels.Control;

/// <summary>What became of a call.</summary>
internal abstract record RpcOutcome
{
    private RpcOutcome()
    {
    }

    /// <summary>Done, with nothing to say: an empty object.</summary>
    public static RpcOutcome Done { get; } = new Result(static json =>
    {
        json.WriteStartObject();
        json.WriteEndObject();
    });

    public static RpcOutcome BadParameters(string problem) => new Error(RpcErrorCode.InvalidParams, problem);

    public static RpcOutcome NotNow(string problem) => new Error(RpcErrorCode.Unavailable, problem);

    /// <param name="Write">Writes one JSON value.</param>
    internal sealed record Result(Action<Utf8JsonWriter> Write) : RpcOutcome;

    /// <summary>An answer <c>{"bytes","contentType"}</c>, followed by the content in binary messages.</summary>
    internal sealed record Binary(ReadOnlyMemory<byte> Content, string ContentType) : RpcOutcome;

    internal sealed record Error(int Code, string Message) : RpcOutcome;
}
