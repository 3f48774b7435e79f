using CamAgent.Access;

namespace CamAgent.Tests.Access;

public sealed class ViewerStoreWatchTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_running_agent_is_told_of_every_change_by_the_kernel()
    {
        using var directory = new TemporaryDirectory();
        var store = new ViewerStore(StateDirectory.At(directory.Path), TimeProvider.System);
        using var changed = new SemaphoreSlim(0);
        using var watch = new ViewerStoreWatch(store, TimeProvider.System, () => changed.Release(), interval: Timeout.InfiniteTimeSpan);

        store.Add("alice", ViewerRights.View, null);
        Assert.True(changed.Wait(Deadline));
        store.Remove("alice");
        Assert.True(changed.Wait(Deadline));
    }

    [Fact]
    public void A_directory_that_is_made_later_is_watched_too()
    {
        using var directory = new TemporaryDirectory();
        var store = new ViewerStore(StateDirectory.At(Path.Combine(directory.Path, "later")), TimeProvider.System);
        using var changed = new SemaphoreSlim(0);
        using var watch = new ViewerStoreWatch(store, TimeProvider.System, () => changed.Release(), interval: TimeSpan.FromMilliseconds(50));

        store.Add("alice", ViewerRights.View, null);
        Assert.True(changed.Wait(Deadline));
    }
}
