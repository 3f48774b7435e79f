using System.Runtime.CompilerServices;

namespace CamAgent.Tests.Shared;

/// <summary>Gives the pool threads to spare: tests that wait or simulate for long on it must not keep other tests' timers from firing.</summary>
internal static class ThreadPoolRoom
{
#pragma warning disable CA2255 // Test assemblies are nobody's library: before the first test is the right moment.
    [ModuleInitializer]
    internal static void Make() => ThreadPool.SetMinThreads(32, 32);
#pragma warning restore CA2255
}
