using CamAgent.Access;

namespace CamAgent.DataChannels.Control;

/// <summary>The methods by name, each with the right it takes. Filled while the agent is put together.</summary>
internal sealed class RpcMethods
{
    private readonly Dictionary<string, (ViewerRights Right, RpcHandler Handler)> _methods = new(StringComparer.Ordinal);

    public void Add(string name, ViewerRights right, RpcHandler handler) => _methods.Add(name, (right, handler));

    public void Add(string name, ViewerRights right, Func<RpcCall, RpcOutcome> handler) => Add(name, right, call => ValueTask.FromResult(handler(call)));

    public ValueTask<RpcOutcome> CallAsync(string name, RpcCall call)
    {
        if (!_methods.TryGetValue(name, out var method))
            return ValueTask.FromResult<RpcOutcome>(new RpcOutcome.Error(RpcErrorCode.MethodNotFound, $"There is no method {Signaling.LogText.Sanitise(name)}."));
        return (call.Rights & method.Right) == method.Right
            ? method.Handler(call)
            : ValueTask.FromResult<RpcOutcome>(
                new RpcOutcome.Error(RpcErrorCode.Forbidden, $"This viewer has not the right \"{string.Join(',', (method.Right & ~call.Rights).ToNames())}\"."));
    }
}
