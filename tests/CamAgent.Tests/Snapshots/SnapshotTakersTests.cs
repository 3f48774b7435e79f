using CamAgent.Snapshots;
using CamAgent.Tests.Signaling;

namespace CamAgent.Tests.Snapshots;

public sealed class SnapshotTakersTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly SnapshotTakers _takers;
    private int _changes;

    public SnapshotTakersTests()
    {
        _takers = new SnapshotTakers(_time);
        _takers.Changed += () => _changes++;
    }

    public void Dispose() => _takers.Dispose();

    [Fact]
    public void Who_takes_one_counts_for_some_seconds()
    {
        _takers.Took("alice");
        Assert.Equal("alice", Assert.Single(_takers.Current).Name);
        _time.Advance(SnapshotTakers.Counts);
        Assert.Empty(_takers.Current);
        Assert.Equal(2, _changes);
    }

    [Fact]
    public void Who_takes_one_after_the_other_stays_and_comes_once()
    {
        var since = _time.GetUtcNow();
        for (var i = 0; i < 10; i++)
        {
            _takers.Took("alice");
            _time.Advance(SnapshotTakers.Counts / 2);
        }

        Assert.Equal(("alice", since), Assert.Single(_takers.Current));
        Assert.Equal(1, _changes);
    }

    [Fact]
    public void Any_number_of_names_takes_bounded_room()
    {
        for (var i = 0; i < 10_000; i++)
            _takers.Took($"viewer{i}");
        Assert.InRange(_takers.Current.Count, 1, 100);
    }
}
