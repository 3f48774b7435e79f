using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace CamAgent.Hardware.VmTests.Runner;

/// <summary>Finds this assembly's tests and runs them one after the other, in this process, with xunit's own framework.</summary>
internal sealed class TestRun(Assembly assembly, Action<string> starting, Action<TestOutcome> report)
{
    private readonly ExecutionOptions _options = new();

    internal List<ITestCase> Discover(TestFilter filter)
    {
        using var framework = new XunitTestFramework(Sink.Deaf);
        using var discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        var found = new List<ITestCase>();
        using var complete = new ManualResetEventSlim();
        discoverer.Find(includeSourceInformation: false, new Sink(message =>
        {
            if (message is ITestCaseDiscoveryMessage one && filter.Matches(one.TestCase))
                found.Add(one.TestCase);
            else if (message is IDiscoveryCompleteMessage)
                complete.Set();
        }), _options);
        complete.Wait();
        return found;
    }

    internal void Run(IEnumerable<ITestCase> tests)
    {
        using var framework = new XunitTestFramework(Sink.Deaf);
        using var executor = framework.GetExecutor(assembly.GetName());
        using var complete = new ManualResetEventSlim();
        executor.RunTests(tests, new Sink(message =>
        {
            if (message is ITestStarting { Test: var test } && test.TestCase.SkipReason is null)
                starting(test.DisplayName);
            if (Outcome(message) is { } outcome)
                report(outcome);
            if (message is ITestAssemblyFinished)
                complete.Set();
        }), _options);
        complete.Wait();
    }

    // A failure to set up or clean up what several tests share belongs to none of them, and fails the run all the same.
    private static TestOutcome? Outcome(IMessageSinkMessage message) => message switch
    {
        ITestPassed passed => new(passed.Test.DisplayName, TestOutcome.Passed, Seconds(passed)),
        ITestSkipped skipped => new(skipped.Test.DisplayName, TestOutcome.Skipped, TimeSpan.Zero, skipped.Reason),
        ITestFailed failed => Failure(failed.Test.DisplayName, failed, Seconds(failed)),
        ITestCleanupFailure cleanup => Failure($"cleaning up after {cleanup.Test.DisplayName}", cleanup, TimeSpan.Zero),
        ITestClassCleanupFailure cleanup => Failure($"cleaning up after {cleanup.TestClass.Class.Name}", cleanup, TimeSpan.Zero),
        ITestCollectionCleanupFailure cleanup => Failure($"cleaning up after {cleanup.TestCollection.DisplayName}", cleanup, TimeSpan.Zero),
        IErrorMessage error => Failure("running the tests", error, TimeSpan.Zero),
        _ => null,
    };

    private static TimeSpan Seconds(ITestResultMessage result) => TimeSpan.FromSeconds((double)result.ExecutionTime);

    private static TestOutcome Failure(string name, IFailureInformation failure, TimeSpan duration) =>
        new(name, TestOutcome.Failed, duration, string.Join('\n', failure.Messages.Select((text, i) => $"{failure.ExceptionTypes[i]}: {text}")),
            string.Join('\n', failure.StackTraces.SelectMany(stack => (stack ?? "").Split('\n')).Where(IsOurs)));

    private static bool IsOurs(string frame) => !frame.TrimStart().StartsWith("at Xunit.", StringComparison.Ordinal) && !frame.StartsWith("---", StringComparison.Ordinal);

    private sealed class Sink(Action<IMessageSinkMessage> receive) : LongLivedMarshalByRefObject, IMessageSink
    {
        internal static Sink Deaf { get; } = new(_ => { });

        public bool OnMessage(IMessageSinkMessage message)
        {
            receive(message);
            return true;
        }
    }
}
