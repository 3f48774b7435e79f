namespace CamAgent.EndToEnd.Lab;

/// <summary>Broker, agent and browser, started together and ended together.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private Stage(Broker broker, Agent agent, Chromium browser)
    {
        Broker = broker;
        Agent = agent;
        Browser = browser;
    }

    internal Broker Broker { get; }

    internal Agent Agent { get; }

    internal Chromium Browser { get; }

    internal static async Task<Stage> SetAsync(Action<System.Text.Json.Nodes.JsonObject>? configure = null)
    {
        var broker = new Broker();
        Agent? agent = null;
        try
        {
            await broker.StartAsync();
            agent = new Agent(broker, configure);
            var starting = agent.StartAsync();
            var browser = await Chromium.StartAsync();
            await starting;
            return new Stage(broker, agent, browser);
        }
        catch
        {
            // What was started before the failure must not outlive it.
            if (agent is not null)
                await agent.DisposeAsync();
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the page as a new user would, in a context of its own.</summary>
    internal Task<ViewerPage> OpenAsync(string query = "") => Browser.OpenAsync(new Uri(Agent.Address, query));

    internal Task<TimeSpan> WaitForViewersAsync(int count, TimeSpan limit)
    {
        var last = -1;
        return Eventually.TrueAsync(async () => (last = await Agent.ViewersAsync()) == count, limit, () => $"{last} viewers, not {count}\n{Agent.Process.Output}");
    }

    /// <summary>Closes every page as its user would, with a goodbye.</summary>
    internal async Task ClearAsync()
    {
        var contexts = Browser.Browser.Contexts.ToList();
        foreach (var page in contexts.SelectMany(context => context.Pages).ToList())
            await page.CloseAsync(new() { RunBeforeUnload = true });
        await Eventually.TrueAsync(() => contexts.All(context => context.Pages.Count == 0), TimeSpan.FromSeconds(10), () => "a page does not close");
        foreach (var context in contexts)
            await context.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Agent.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
