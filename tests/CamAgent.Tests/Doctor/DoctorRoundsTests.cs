using CamAgent.Doctor;

namespace CamAgent.Tests.Doctor;

public sealed class DoctorRoundsTests
{
    [Fact]
    public async Task Rows_come_in_the_order_of_the_checks()
    {
        var first = new TaskCompletionSource();
        var rows = await DoctorRounds.RunAsync(
        [
            new DoctorCheck("first", async _ =>
            {
                await first.Task;
                return DoctorFinding.Ok("1");
            }),
            new DoctorCheck("second", () =>
            {
                first.SetResult();
                return DoctorFinding.Warn("2", "look");
            }),
        ], TimeProvider.System, CancellationToken.None);

        Assert.Equal([new DoctorRow("first", DoctorStatus.Ok, "1", null), new DoctorRow("second", DoctorStatus.Warn, "2", "look")], rows);
    }

    [Fact]
    public async Task A_check_that_never_ends_or_blocks_is_a_failure_and_holds_nobody_up()
    {
        using var release = new ManualResetEventSlim();
        var deadline = TimeSpan.FromMilliseconds(50);
        var rows = await DoctorRounds.RunAsync(
        [
            new DoctorCheck("deaf", async _ =>
            {
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                return DoctorFinding.Ok("");
            }) { Deadline = deadline },
            new DoctorCheck("blocked", () =>
            {
                release.Wait();
                return DoctorFinding.Ok("");
            }) { Deadline = deadline },
            new DoctorCheck("obedient", async stop =>
            {
                await Task.Delay(Timeout.Infinite, stop);
                return DoctorFinding.Ok("");
            }) { Deadline = deadline },
        ], TimeProvider.System, CancellationToken.None);
        release.Set();

        Assert.All(rows, row => Assert.Equal((DoctorStatus.Fail, "no answer within 0.1 s"), (row.Status, row.What)));
    }

    [Fact]
    public async Task A_check_that_breaks_is_a_failure()
    {
        var row = Assert.Single(await DoctorRounds.RunAsync([new DoctorCheck("broken", () => throw new InvalidOperationException("It broke."))], TimeProvider.System, CancellationToken.None));

        Assert.Equal((DoctorStatus.Fail, "the check itself failed: It broke."), (row.Status, row.What));
    }
}
