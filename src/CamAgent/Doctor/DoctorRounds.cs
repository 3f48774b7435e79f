using System.Globalization;

namespace CamAgent.Doctor;

/// <summary>Makes all checks at once, and waits for none longer than its deadline.</summary>
internal static class DoctorRounds
{
    /// <returns>One row for each check, in their order.</returns>
    public static Task<DoctorRow[]> RunAsync(IReadOnlyList<DoctorCheck> checks, TimeProvider time, CancellationToken stop) =>
        Task.WhenAll(checks.Select(check => RunAsync(check, time, stop)));

    private static async Task<DoctorRow> RunAsync(DoctorCheck check, TimeProvider time, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(check.Deadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        try
        {
            // On the pool: a check that blocks its thread must not hold up the others.
            var finding = await Task.Run(() => check.Look(linked.Token).AsTask(), linked.Token).WaitAsync(check.Deadline, time, stop);
            return new DoctorRow(check.Name, finding.Status, finding.What, finding.Remedy);
        }
        catch (Exception exception) when (exception is TimeoutException || (exception is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return new DoctorRow(check.Name, DoctorStatus.Fail, string.Create(CultureInfo.InvariantCulture, $"no answer within {check.Deadline.TotalSeconds:0.#} s"), "See that it is reachable and not overloaded.");
        }
#pragma warning disable CA1031 // A check that breaks is a finding, and must not hide the others'.
        catch (Exception exception) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new DoctorRow(check.Name, DoctorStatus.Fail, $"the check itself failed: {exception.Message}", "Please report this.");
        }
    }
}
