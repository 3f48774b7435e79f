using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.Hostile;

/// <summary>One camera for all that is done to it, and one viewer who watches it the whole time.</summary>
public sealed class HostileStage : IAsyncLifetime
{
    private Stage? _stage;
    private Witness? _witness;

    internal Stage Stage => _stage!;

    internal Agent Agent => Stage.Agent;

    internal Witness Witness => _witness!;

    public async Task InitializeAsync()
    {
        // Without the programs every test is skipped, and there is nothing to set up.
        if (BrowserFactAttribute.Missing is not null)
            return;
        _stage = await Stage.SetAsync();
        _witness = await Witness.WatchAsync(_stage);
    }

    /// <summary>Does it, and asserts that the viewer saw nothing of it, nobody else is counted and the agent is well.</summary>
    internal async Task EndureAsync(Func<Task> attack)
    {
        var since = await Witness.NowAsync();
        var resident = Agent.Process.ResidentBytes();
        await attack();
        await Witness.AssertUndisturbedAsync(since);
        var growth = (Agent.Process.ResidentBytes() - resident) / 1e6;
        Figures.Print("the agent's memory has grown meanwhile by", $"{growth:F1} MB");
        using var health = await Agent.Http.GetAsync(new Uri(Agent.Address, "healthz"));
        Assert.True(health.IsSuccessStatusCode, await health.Content.ReadAsStringAsync());
    }

    public async Task DisposeAsync()
    {
        if (_stage is not null)
            await _stage.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class HostileCollection : ICollectionFixture<HostileStage>
{
    public const string Name = "Hostile";
}
