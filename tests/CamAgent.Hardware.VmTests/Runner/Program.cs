using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace CamAgent.Hardware.VmTests.Runner;

/// <summary>
/// Runs the tests in this process: <c>[--filter EXPRESSION] [--trx FILE] [--count]</c>. Each beginning and each outcome is a line as it comes. Exit code 1 when one failed.
/// </summary>
/// <remarks>vstest does the same through three processes that talk over sockets; in an emulated machine they take half a minute to start.</remarks>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["--hold", .. var held])
            return Gpio.HeldOutput.Hold(held);
        var (filter, trx, count) = (TestFilter.Everything, (string?)null, false);
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--count":
                    count = true;
                    break;
                case "--trx" when value is not null:
                    trx = value;
                    i++;
                    break;
                case "--filter" when value is not null:
                    if (!TestFilter.TryParse(value, out filter))
                        return Usage($"no such filter here: {value}");
                    i++;
                    break;
                default:
                    return Usage($"unknown argument: {arguments[i]}");
            }
        }

        return Run(filter, trx, count);
    }

    private static int Run(TestFilter filter, string? trx, bool count)
    {
        var outcomes = new List<TestOutcome>();
        var run = new TestRun(Assembly.GetExecutingAssembly(), name => Line($"Running {name}"), outcome =>
        {
            outcomes.Add(outcome);
            Print(outcome);
        });
        var tests = run.Discover(filter);
        if (count)
        {
            Console.WriteLine(tests.Count);
            return 0;
        }

        var watch = Stopwatch.StartNew();
        run.Run(tests);
        if (trx is not null)
            TrxReport.Write(trx, outcomes);
        var failed = outcomes.Count(outcome => outcome.Verdict == TestOutcome.Failed);
        var passed = outcomes.Count(outcome => outcome.Verdict == TestOutcome.Passed);
        Line($"Ran {outcomes.Count} in {watch.Elapsed.TotalSeconds:F1} s: {passed} passed, {failed} failed, {outcomes.Count - passed - failed} skipped");
        return failed == 0 ? 0 : 1;
    }

    private static void Print(TestOutcome outcome)
    {
        switch (outcome.Verdict)
        {
            case TestOutcome.Passed:
                Line($"Passed {outcome.Name} [{outcome.Duration.TotalMilliseconds:F0} ms]");
                break;
            case TestOutcome.Skipped:
                Line($"Skipped {outcome.Name}: {outcome.Message}");
                break;
            default:
                Line($"Failed {outcome.Name} [{outcome.Duration.TotalMilliseconds:F0} ms]\n{outcome.Message}\n{outcome.Stack}");
                break;
        }
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static int Usage(string problem)
    {
        Console.Error.WriteLine(problem);
        Console.Error.WriteLine("usage: [--filter PROPERTY=VALUE|PROPERTY~VALUE…] [--trx FILE] [--count]");
        return 64;
    }
}
