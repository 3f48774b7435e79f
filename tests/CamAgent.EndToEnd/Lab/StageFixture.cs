using System.Text.Json.Nodes;

namespace CamAgent.EndToEnd.Lab;

/// <summary>One stage for the tests of a class, which come one after the other and clear it behind them.</summary>
public abstract class StageFixture : IAsyncLifetime
{
    private Stage? _stage;

    internal Stage Stage => _stage!;

    /// <summary>What differs from the lab's configuration.</summary>
    private protected virtual void Configure(JsonObject configuration)
    {
    }

    public async Task InitializeAsync()
    {
        // Without the programs every test is skipped, and there is nothing to set up.
        if (BrowserFactAttribute.Missing is null)
            _stage = await Stage.SetAsync(Configure);
    }

    public async Task DisposeAsync()
    {
        if (_stage is not null)
            await _stage.DisposeAsync();
    }
}

/// <summary>Anybody may watch.</summary>
public sealed class OpenStage : StageFixture;

/// <summary>Only who was paired may watch.</summary>
public sealed class StageRequiringAccess : StageFixture
{
    private protected override void Configure(JsonObject configuration) => configuration["access"] = new JsonObject { ["required"] = true };
}
