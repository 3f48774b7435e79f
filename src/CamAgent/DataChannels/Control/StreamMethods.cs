using CamAgent.Access;
using CamAgent.Streaming;

namespace CamAgent.DataChannels.Control;

/// <summary><c>stream.pause</c>, <c>stream.resume</c> and <c>stream.setMaxBitrate</c>: one viewer's own video.</summary>
internal static class StreamMethods
{
    /// <param name="setPaused">By session.</param>
    public static void Add(RpcMethods methods, Action<string, bool> setPaused, ViewerBitrates bitrates)
    {
        methods.Add("stream.pause", ViewerRights.View, call => SetPaused(call, paused: true));
        methods.Add("stream.resume", ViewerRights.View, call => SetPaused(call, paused: false));
        methods.Add("stream.setMaxBitrate", ViewerRights.View, call =>
        {
            if (!call.TryGetNumber("kbps", out var kbps) || kbps < 1)
                return RpcOutcome.BadParameters("params are {\"kbps\": a number of kbit/s, at least 1}");
            bitrates.Set(call.Session, (int)Math.Min(kbps, int.MaxValue));
            return RpcOutcome.Done;
        });

        RpcOutcome SetPaused(RpcCall call, bool paused)
        {
            setPaused(call.Session, paused);
            return RpcOutcome.Done;
        }
    }
}
