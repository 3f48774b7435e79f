using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Agents;

/// <summary>What the tests of the agent share: waiting for what a viewer sees, and decoding it.</summary>
internal static class AgentBench
{
    /// <summary>The camera's pictures; those in their place are wider.</summary>
    internal const int Width = 320;

    internal const int Height = 180;

    /// <summary>Raw cameras are asked for this.</summary>
    internal const string Size = "\"width\": 320, \"height\": 180, \"frameRate\": 10";

    /// <summary>Generous: the guest is emulated, on a machine that has other things to do.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits until the viewer has seen pictures of this width, from <paramref name="since"/> on.</summary>
    /// <returns>The first of them.</returns>
    internal static async Task<SeenUnit> SeesAsync(GuestAgent agent, GuestViewer viewer, int since, int width, int pictures = 1)
    {
        IReadOnlyList<SeenUnit> seen = [];
        await Eventually.TrueAsync(
            () => (seen = [.. viewer.Since(since).Where(unit => unit.Width == width)]).Count >= pictures,
            () => $"the viewer sees no {width} wide pictures, but {string.Join(' ', viewer.Since(since).TakeLast(5))}; {agent.Told()}",
            Limit);
        return seen[0];
    }

    internal static double SecondsBetween(long from, long to) => TimeProvider.System.GetElapsedTime(from, to).TotalSeconds;

    /// <summary>Has ffmpeg decode what came, and complain about nothing.</summary>
    /// <returns>How many pictures it makes of it.</returns>
    internal static async Task<int> DecodeAsync(byte[] stream)
    {
        var folder = Directory.CreateTempSubdirectory("camagent-decode-").FullName;
        try
        {
            var file = Path.Combine(folder, "seen.h264");
            await File.WriteAllBytesAsync(file, stream);
            var said = await Command.RunAsync("ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", file);
            return int.Parse(said.Trim().TrimEnd(','), System.Globalization.CultureInfo.InvariantCulture);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
