using CamAgent.Access;
using CamAgent.Snapshots;

namespace CamAgent.DataChannels.Control;

/// <summary><c>snapshot.take</c>: the answer says how long the JPEG is, which follows in binary messages.</summary>
internal static class SnapshotMethod
{
    public static void Add(RpcMethods methods, SnapshotCamera camera) => methods.Add("snapshot.take", ViewerRights.View, async _ =>
    {
        var outcome = await camera.TakeAsync();
        return outcome.Snapshot is { } snapshot ? new RpcOutcome.Binary(snapshot.Jpeg, "image/jpeg") : RpcOutcome.NotNow(outcome.Problem);
    });
}
