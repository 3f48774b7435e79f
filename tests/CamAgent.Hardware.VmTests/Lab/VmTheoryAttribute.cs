namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>As <see cref="VmFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VmTheoryAttribute : TheoryAttribute
{
    public VmTheoryAttribute()
    {
        Skip = Guest.WhyNot;
        Timeout = 60_000;
    }
}
