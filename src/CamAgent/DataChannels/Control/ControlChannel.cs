using System.Threading.Channels;
using CamAgent.Access;

namespace CamAgent.DataChannels.Control;

/// <summary>
/// One viewer's channel <c>control</c>: JSON-RPC 2.0 (contract §7). Requests wait in a short queue and are carried out one after the other off the
/// media loop, each answered before the next; a viewer that does not read is closed rather than kept for.
/// </summary>
internal sealed class ControlChannel : IChannelHandler
{
    internal const string Label = "control";

    /// <summary>Between two messages other channels have their turn.</summary>
    internal const int MessageSize = 16 * 1024;

    private const int MaximumWaiting = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Room for which somebody else's notification was woken.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly RpcMethods _methods;
    private readonly IControlLine _line;
    private readonly Func<ViewerRights> _rights;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Channel<byte[]> _requests = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MaximumWaiting) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = false });

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _writable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _work;

    /// <param name="rights">Asked at each call: they may be taken away.</param>
    public ControlChannel(RpcMethods methods, IControlLine line, Func<ViewerRights> rights, TimeProvider time, ILogger log)
    {
        _methods = methods;
        _line = line;
        _rights = rights;
        _time = time;
        _log = log;
    }

    /// <summary>Raised once, when the channel is no more.</summary>
    public event Action? Ended;

    /// <summary>Completes when nothing is at work any more; for tests.</summary>
    internal Task Work => _work ?? Task.CompletedTask;

    public void Message(bool isBinary, ReadOnlySpan<byte> message)
    {
        // Longer ones are refused by their reader, which needs only to see that they are.
        var copy = message[..Math.Min(message.Length, RpcRequest.MaximumLength + 1)].ToArray();
        if (isBinary)
            _line.TrySend(RpcWriter.Error("null", RpcErrorCode.InvalidRequest, "requests are text"), isBinary: false);
        else if (!_requests.Writer.TryWrite(copy))
            _line.TrySend(RpcWriter.Error("null", RpcErrorCode.Busy, "too many requests wait; send the next after an answer"), isBinary: false);
        else
            _work ??= Task.Run(WorkAsync);
    }

    public void Writable() => Volatile.Read(ref _writable).TrySetResult();

    public void Closed()
    {
        _requests.Writer.TryComplete();
        _closed.TrySetResult();
        Ended?.Invoke();
    }

    /// <summary>Tells the viewer something it did not ask for; lost where it does not read.</summary>
    public void Notify(ReadOnlyMemory<byte> notification) => _line.TrySend(notification, isBinary: false);

    private async Task WorkAsync()
    {
        await foreach (var message in _requests.Reader.ReadAllAsync())
        {
            var isRead = await AnswerAsync(message);
            // Once the viewer has left, what it wanted does not matter any more.
            if (_closed.Task.IsCompleted)
                return;
            if (isRead)
                continue;
            DataChannelsLog.NotReading(_log, _line.Name);
            _line.Close();
            return;
        }
    }

    /// <returns>False where the viewer does not read.</returns>
    private async ValueTask<bool> AnswerAsync(byte[] message)
    {
        if (!RpcRequest.TryRead(message, out var request, out var id, out var code, out var problem))
            return id is null || await SendAsync(RpcWriter.Error(id, code, problem), isBinary: false);
        var outcome = await CallAsync(request);
        if (request.Id is null)
            return true;
        return outcome switch
        {
            RpcOutcome.Result result => await SendAsync(RpcWriter.Result(request.Id, result.Write), isBinary: false),
            RpcOutcome.Error error => await SendAsync(RpcWriter.Error(request.Id, error.Code, error.Message), isBinary: false),
            _ => await SendBinaryAsync(request.Id, (RpcOutcome.Binary)outcome),
        };
    }

    private async ValueTask<RpcOutcome> CallAsync(RpcRequest request)
    {
        try
        {
            return await _methods.CallAsync(request.Method, new RpcCall(_line.Session, _rights(), request.Parameters));
        }
#pragma warning disable CA1031 // A fault of one method is answered and logged; the channel goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            DataChannelsLog.MethodFault(_log, exception, Signaling.LogText.Sanitise(request.Method));
            return new RpcOutcome.Error(RpcErrorCode.InternalError, "internal error; the camera's log says more");
        }
    }

    private async ValueTask<bool> SendBinaryAsync(string id, RpcOutcome.Binary binary)
    {
        var announced = await SendAsync(
            RpcWriter.Result(id, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("bytes", binary.Content.Length);
                json.WriteString("contentType", binary.ContentType);
                json.WriteEndObject();
            }),
            isBinary: false);
        for (var at = 0; announced && at < binary.Content.Length; at += MessageSize)
            announced = await SendAsync(binary.Content.Slice(at, Math.Min(MessageSize, binary.Content.Length - at)), isBinary: true);
        return announced;
    }

    private async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, bool isBinary)
    {
        var since = _time.GetTimestamp();
        while (true)
        {
            // Before the attempt: room that is made meanwhile is not missed.
            var writable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _writable, writable);
            if (_line.TrySend(message, isBinary))
                return true;
            await Task.WhenAny(writable.Task, _closed.Task, Task.Delay(LookAgain, _time));
            if (_closed.Task.IsCompleted || _time.GetElapsedTime(since) > Patience)
                return false;
        }
    }
}
