namespace CamAgent.EndToEnd.Lab;

/// <summary>As <see cref="BrowserFactAttribute"/>, for each of several rows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        Skip = BrowserFactAttribute.Missing;
        Timeout = 120_000;
    }
}
