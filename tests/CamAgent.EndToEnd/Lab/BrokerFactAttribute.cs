namespace CamAgent.EndToEnd.Lab;

/// <summary>A test that needs mosquitto and no browser; on a machine without it it is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrokerFactAttribute : FactAttribute
{
    public BrokerFactAttribute()
    {
        if (!File.Exists("/usr/sbin/mosquitto"))
            Skip = "/usr/sbin/mosquitto is not here (package mosquitto)";
        Timeout = 90_000;
    }
}
