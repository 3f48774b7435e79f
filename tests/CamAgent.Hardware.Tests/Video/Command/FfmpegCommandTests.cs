using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Command;

namespace CamAgent.Hardware.Tests.Video.Command;

/// <summary>A real program as the source: ffmpeg with x264, in real time.</summary>
[Trait("Category", "Media")]
public sealed class FfmpegCommandTests
{
    [SkippableFact]
    public void Live_pictures_come_whole_and_as_soon_as_they_are_written()
    {
        var timestamps = new List<long>();
        var keyFrames = 0;
        var source = Run(
            "main",
            "0",
            unit =>
            {
                timestamps.Add(unit.CaptureTimestamp);
                keyFrames += unit.IsKeyFrame ? 1 : 0;
                var types = SyntheticStream.Types(unit.Data);
                Assert.Equal(unit.IsKeyFrame, types.Contains(NalUnitType.SequenceParameterSet) && types.Contains(NalUnitType.IdrSlice));
                return timestamps.Count == 60;
            });
        Assert.Equal(6, keyFrames);
        Assert.Equal((new VideoFormat(640, 360, 30), "Main"), (source.Format, source.Profile?.ProfileName));
        // In real time, a picture that came in pieces or late would bring its successor's timestamp into its own moment.
        Assert.Equal(timestamps.Order(), timestamps);
        Assert.Equal(timestamps.Distinct().Count(), timestamps.Count);
    }

    [SkippableFact]
    public void B_pictures_end_the_run_in_words()
    {
        var exception = Assert.Throws<VideoSourceException>(() => Run("main", "2", _ => false));
        Assert.Contains("ffmpeg has B-pictures", exception.Message, StringComparison.Ordinal);
    }

    private static CommandVideoSource Run(string profile, string bidirectional, Func<AccessUnit, bool> isLast)
    {
        Skip.IfNot(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg: apt install ffmpeg");
        string[] command =
        [
            "ffmpeg", "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=30", "-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-threads", "1",
            "-pix_fmt", "yuv420p", "-profile:v", profile, "-bf", bidirectional, "-g", "10", "-flush_packets", "1", "-f", "h264", "-",
        ];
        var source = new CommandVideoSource(command, new(1280, 720, 30), TimeProvider.System);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        source.Run(
            unit =>
            {
                if (isLast(unit))
                    stop.Cancel();
            },
            stop.Token);
        return source;
    }
}
