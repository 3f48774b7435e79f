using System.Diagnostics;

namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>Waits for a condition, not for a time.</summary>
internal static class Eventually
{
    /// <summary>Generous: the guest is emulated, and so slow at times.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <returns>How long it took.</returns>
    internal static async Task<TimeSpan> TrueAsync(Func<bool> condition, Func<string> otherwise, TimeSpan? limit = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > (limit ?? Limit))
                throw new TimeoutException($"Not within {(limit ?? Limit).TotalSeconds:F1} s: {otherwise()}");
            await Task.Delay(Poll);
        }

        return watch.Elapsed;
    }

    /// <returns>What it found: the first value that is not null.</returns>
    internal static async Task<T> FoundAsync<T>(Func<T?> find, Func<string> otherwise, TimeSpan? limit = null)
        where T : class
    {
        T? found = null;
        await TrueAsync(() => (found = find()) is not null, otherwise, limit);
        return found!;
    }
}
