namespace CamAgent.Configuration;

/// <summary>What a reload changes: by key, apart what is applied at once from what waits for a restart.</summary>
/// <param name="Live">Keys whose new value counts from now on.</param>
/// <param name="NeedsRestart">Keys whose old value stays until the agent starts again.</param>
internal sealed record ConfigurationChange(IReadOnlyList<string> Live, IReadOnlyList<string> NeedsRestart)
{
    public bool IsEmpty => Live.Count == 0 && NeedsRestart.Count == 0;

    public static ConfigurationChange Between(AgentConfiguration before, AgentConfiguration after)
    {
        var live = new List<string>();
        var needsRestart = new List<string>();
        foreach (var path in before.Values.Keys.Union(after.Values.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (before.Values.GetValueOrDefault(path) == after.Values.GetValueOrDefault(path))
                continue;
            (ConfigurationSchema.Find(path) is { IsLive: true } ? live : needsRestart).Add(path);
        }

        return new ConfigurationChange(live, needsRestart);
    }
}
