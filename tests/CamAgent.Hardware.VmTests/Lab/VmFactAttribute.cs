namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>A test of the kernel's drivers; outside the guest it is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VmFactAttribute : FactAttribute
{
    public VmFactAttribute()
    {
        Skip = Guest.WhyNot;
        Timeout = 60_000;
    }
}
