using Xunit.Abstractions;

namespace CamAgent.Hardware.VmTests.Runner;

/// <summary>What xunit is told about discovery and execution: named values (those of TestOptionsNames in xunit.execution).</summary>
internal sealed class ExecutionOptions : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal)
    {
        // One device at a time.
        ["xunit.execution.DisableParallelization"] = true,
    };

    public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out var value) && value is TValue wanted ? wanted : default!;

    public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
}
