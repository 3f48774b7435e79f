namespace CamAgent.EndToEnd.Lab;

/// <summary>A test that needs Debian's Chromium and mosquitto; on a machine without them it is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Absent is { } browser)
            Skip = browser;
        else if (!File.Exists("/usr/sbin/mosquitto"))
            Skip = "/usr/sbin/mosquitto is not here (package mosquitto)";
        Timeout = 120_000;
    }
}
