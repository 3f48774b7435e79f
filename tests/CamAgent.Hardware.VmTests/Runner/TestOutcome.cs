namespace CamAgent.Hardware.VmTests.Runner;

/// <summary>What became of one test.</summary>
/// <param name="Name">Its display name: class, method, arguments.</param>
/// <param name="Verdict">Passed, Failed or NotExecuted, as TRX calls them.</param>
/// <param name="Message">Why it failed or was skipped.</param>
/// <param name="Stack">Where it failed.</param>
internal sealed record TestOutcome(string Name, string Verdict, TimeSpan Duration, string Message = "", string Stack = "")
{
    internal const string Passed = "Passed";
    internal const string Failed = "Failed";
    internal const string Skipped = "NotExecuted";
}
