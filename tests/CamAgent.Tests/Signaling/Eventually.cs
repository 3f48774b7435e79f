using System.Diagnostics;

namespace CamAgent.Tests.Signaling;

/// <summary>Waits for what another thread does, with a deadline far above what it takes.</summary>
internal static class Eventually
{
    public static void Is(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), "The condition did not come true within 10 s.");
            Thread.Yield();
        }
    }
}
