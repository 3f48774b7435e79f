using CamAgent.Tests.Shared;

namespace CamAgent.EndToEnd.Lab;

/// <summary>A test that needs Debian's coturn beside the browser and the broker.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CoturnFactAttribute : FactAttribute
{
    public CoturnFactAttribute()
    {
        Skip = BrowserFactAttribute.Missing ?? (Coturn.IsInstalled ? null : Coturn.Missing);
        Timeout = 120_000;
    }
}
