namespace CamAgent.EndToEnd.Lab;

/// <summary>A browser test that forges sender addresses, which only root may.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RawSocketFactAttribute : FactAttribute
{
    public RawSocketFactAttribute()
    {
        Skip = BrowserFactAttribute.Missing ?? (Environment.IsPrivilegedProcess ? null : "forging a sender's port needs root");
        Timeout = 120_000;
    }
}
