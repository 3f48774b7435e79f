namespace CamAgent.Hardware.Tests;

public sealed class SolutionTests
{
    [Fact]
    public void The_test_runner_finds_this_assembly() => Assert.EndsWith("CamAgent.Hardware.Tests", typeof(SolutionTests).Assembly.GetName().Name, StringComparison.Ordinal);
}
