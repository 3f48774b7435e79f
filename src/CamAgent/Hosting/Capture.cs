using CamAgent.Commands;
using CamAgent.Configuration;
using CamAgent.Hardware.Video;
using CamAgent.Streaming;

namespace CamAgent.Hosting;

/// <summary><c>camagent capture</c>: the encoder's output into a file, beginning with a key frame.</summary>
internal static class Capture
{
    /// <exception cref="CommandException">The camera or the file fails.</exception>
    public static int Run(AgentConfiguration configuration, string file, TimeSpan duration, TimeProvider time, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            using var output = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read);
            var source = new VideoSources(() => configuration, time).Create();
            long first = 0, frames = 0, bytes = 0;
            source.Run(
                unit =>
                {
                    if (frames == 0 && !unit.IsKeyFrame)
                        return;
                    if (frames == 0)
                        first = unit.CaptureTimestamp;
                    if (time.GetElapsedTime(first, unit.CaptureTimestamp) >= duration)
                    {
                        end.Cancel();
                        return;
                    }

                    output.Write(unit.Data);
                    frames++;
                    bytes += unit.Data.Length;
                },
                end.Token);
            if (frames == 0)
                throw new CommandException(ExitCode.Unavailable, $"{source.Description} gave no picture.");
            Console.Error.WriteLine($"{file}: {frames} pictures, {source.Format}, {bytes / 1024} KiB, from {source.Description}");
            return ExitCode.Ok;
        }
        catch (VideoSourceException exception)
        {
            throw new CommandException(ExitCode.Unavailable, exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(exception is UnauthorizedAccessException ? ExitCode.NoPermission : ExitCode.Unavailable, $"{file} cannot be written: {exception.Message}", exception);
        }
    }
}
