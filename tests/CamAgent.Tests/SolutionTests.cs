namespace CamAgent.Tests;

public sealed class SolutionTests
{
    [Fact]
    public void The_test_runner_finds_this_assembly() => Assert.EndsWith("CamAgent.Tests", typeof(SolutionTests).Assembly.GetName().Name, StringComparison.Ordinal);
}
