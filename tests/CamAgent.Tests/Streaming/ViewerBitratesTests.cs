using CamAgent.Streaming;

namespace CamAgent.Tests.Streaming;

public sealed class ViewerBitratesTests
{
    private readonly List<string> _viewers = ["anna", "bert"];
    private readonly List<int?> _applied = [];
    private readonly ViewerBitrates _bitrates;

    public ViewerBitratesTests() => _bitrates = new ViewerBitrates(() => _viewers, _applied.Add);

    [Fact]
    public void One_who_takes_less_does_not_make_it_worse_for_who_said_nothing()
    {
        _bitrates.Set("anna", 300);
        Assert.Empty(_applied);
    }

    [Fact]
    public void When_all_have_said_what_they_take_the_most_of_it_is_the_cap()
    {
        _bitrates.Set("anna", 300);
        _bitrates.Set("bert", 800);
        Assert.Equal([800], _applied);
    }

    [Fact]
    public void Who_left_does_not_count_and_without_viewers_there_is_no_cap()
    {
        _bitrates.Set("anna", 300);
        _viewers.Remove("bert");
        _bitrates.Refresh();
        Assert.Equal([300], _applied);

        _viewers.Clear();
        _bitrates.Refresh();
        Assert.Equal([300, null], _applied);
    }
}
