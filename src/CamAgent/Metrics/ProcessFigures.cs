using System.Diagnostics;

namespace CamAgent.Metrics;

/// <summary>What Prometheus expects of every process, under the names that its client libraries share.</summary>
internal static class ProcessFigures
{
    private static readonly double StartTime = ReadStartTime();

    public static void Write(PrometheusText text)
    {
        text.Family("process_cpu_seconds_total", "counter", "User and system CPU time, in seconds.");
        text.Sample("process_cpu_seconds_total", Cpu().TotalSeconds);
        text.Family("process_resident_memory_bytes", "gauge", "Resident memory, in bytes.");
        text.Sample("process_resident_memory_bytes", Environment.WorkingSet);
        text.Family("process_open_fds", "gauge", "Open file descriptors.");
        text.Sample("process_open_fds", OpenDescriptors());
        text.Family("dotnet_gc_collections_total", "counter", "Garbage collections of every generation.");
        text.Sample("dotnet_gc_collections_total", GC.CollectionCount(0));
        text.Family("dotnet_gc_allocated_bytes_total", "counter", "Bytes allocated on the managed heap.");
        text.Sample("dotnet_gc_allocated_bytes_total", GC.GetTotalAllocatedBytes());
        text.Family("process_start_time_seconds", "gauge", "Start of the process, in seconds since 1970.");
        text.Sample("process_start_time_seconds", StartTime);
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static int OpenDescriptors()
    {
        var count = 0;
        // One of them is the enumeration's own.
        foreach (var _ in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
            count++;
        return Math.Max(count - 1, 0);
    }

    private static double ReadStartTime()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;
    }
}
