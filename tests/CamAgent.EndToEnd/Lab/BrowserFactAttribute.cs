namespace CamAgent.EndToEnd.Lab;

/// <summary>A test that needs Debian's Chromium and mosquitto; on a machine without them it is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        Skip = Missing;
        Timeout = 120_000;
    }

    /// <summary>What is not here; null when nothing is.</summary>
    internal static string? Missing => Chromium.Absent
        ?? (File.Exists("/usr/sbin/mosquitto") ? null : "/usr/sbin/mosquitto is not here (package mosquitto)");
}
