using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video.Command;

namespace CamAgent.Hardware.Video.Libcamera;

/// <summary>What cameras libcamera finds, as its program lists them.</summary>
public static partial class LibcameraCameras
{
    private const int MaximumBytes = 64 * 1024;

    /// <summary>Starts the program for it, which takes half a second.</summary>
    /// <param name="limit">It is ended when it takes longer.</param>
    /// <exception cref="VideoSourceException">The program cannot be started, or fails.</exception>
    public static unsafe IReadOnlyList<string> List(LibcameraProgram program, TimeSpan limit)
    {
        using var child = ChildProcess.Start([program.Path, program.Dialect == LibcameraDialect.Cam ? "--list" : "--list-cameras"], TimeSpan.FromSeconds(1));
        var began = Stopwatch.GetTimestamp();
        var text = new StringBuilder();
        var buffer = new byte[4096];
        var ready = stackalloc LibC.PollDescriptor[2];
        while (child.OutputDescriptor >= 0 && text.Length < MaximumBytes)
        {
            var left = limit - Stopwatch.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                throw new VideoSourceException($"{program.Name} has not listed the cameras within {limit.TotalSeconds:F0} s.");
            ready[0] = new() { Descriptor = child.OutputDescriptor, Events = LibC.POLLIN };
            ready[1] = new() { Descriptor = child.ErrorDescriptor, Events = LibC.POLLIN };
            if (LibC.poll(ready, 2, (int)Math.Ceiling(left.TotalMilliseconds)) <= 0)
                continue;
            if (ready[0].ReturnedEvents != 0)
                text.Append(Encoding.UTF8.GetString(child.ReadOutput(buffer)));
            if (ready[1].ReturnedEvents != 0)
                child.ReadError();
        }

        if (child.WaitForExit(TimeSpan.FromSeconds(1)) is { } exit && (exit.IsSignal || exit.Number != 0) && text.Length == 0)
            throw new VideoSourceException($"{program.Name} {exit}: \"{child.LastErrors}\".");
        return Parse(text.ToString());
    }

    /// <summary><c>0 : imx708 [4608x2592 10-bit RGGB] (/base/soc/…)</c> of rpicam-vid, <c>1: 'imx219' (/base/soc/…)</c> of cam.</summary>
    internal static IReadOnlyList<string> Parse(string text)
    {
        var cameras = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            var match = Entry().Match(line.TrimEnd());
            if (match.Success)
                cameras.Add(match.Groups["name"].Value.Trim('\'', ' '));
        }

        return cameras;
    }

    [GeneratedRegex(@"^\s*\d+\s*:\s*(?<name>[^\[(]*[^\[(\s])\s*[\[(].*$", RegexOptions.NonBacktracking)]
    private static partial Regex Entry();
}
