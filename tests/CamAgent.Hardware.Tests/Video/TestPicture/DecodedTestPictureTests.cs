using System.Diagnostics;
using System.Globalization;
using CamAgent.Hardware.Encoders.OpenH264;
using CamAgent.Hardware.Tests.Encoders.OpenH264;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.TestPicture;

namespace CamAgent.Hardware.Tests.Video.TestPicture;

/// <summary>Decodes our stream with ffmpeg and reads the clock in the picture.</summary>
[Trait("Category", "Media")]
public sealed class DecodedTestPictureTests
{
    private const string Ffmpeg = "/usr/bin/ffmpeg";
    private const string Ffprobe = "/usr/bin/ffprobe";

    [SkippableTheory]
    [InlineData(1280, 720, 1_200_000, 1.0)]
    [InlineData(1280, 720, 150_000, 1.0)]
    [InlineData(1280, 720, 1_200_000, 0.5)]
    [InlineData(768, 432, 300_000, 1.0)]
    [InlineData(1920, 1080, 2_000_000, 0.5)]
    public void The_clock_is_read_from_every_decoded_picture(int width, int height, int bitsPerSecond, double scale)
    {
        using var folder = new TemporaryFolder();
        var (path, times) = Encode(folder, new(width, height, 30), bitsPerSecond, 60);
        var (scaledWidth, scaledHeight) = ((int)(width * scale), (int)(height * scale));
        var decoded = folder.PathOf("decoded.yuv");
        var filter = string.Create(CultureInfo.InvariantCulture, $"scale={scaledWidth}:{scaledHeight}");
        Run(Ffmpeg, "-v", "error", "-i", path, "-vf", filter, "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", decoded);

        var samples = File.ReadAllBytes(decoded);
        var size = scaledWidth * scaledHeight * 3 / 2;
        Assert.Equal(times.Count, samples.Length / size);
        for (var i = 0; i < times.Count; i++)
        {
            Assert.True(TestPictureClock.TryRead(samples.AsSpan(i * size, size), scaledWidth, scale, out var clock), $"picture {i}");
            Assert.Equal(TimeSpan.Zero, TestPictureClock.DelayUntil(times[i], clock));
        }
    }

    [SkippableFact]
    public void Profile_colours_and_order_are_what_we_signal()
    {
        using var folder = new TemporaryFolder();
        var (path, _) = Encode(folder, new(1280, 720, 30), 1_000_000, 5);
        var probed = Run(Ffprobe, "-v", "error", "-select_streams", "v", "-show_streams", "-of", "default=nw=1", path).Split('\n');
        string[] coding = ["profile=Constrained Baseline", "level=31", "width=1280", "height=720", "has_b_frames=0"];
        string[] colors = ["color_range=tv", "color_space=bt709", "color_transfer=bt709", "color_primaries=bt709"];
        Assert.Empty(coding.Concat(colors).Except(probed, StringComparer.Ordinal));
    }

    private static (string Path, List<DateTimeOffset> Times) Encode(TemporaryFolder folder, VideoFormat format, int bitsPerSecond, int pictures)
    {
        Skip.IfNot(File.Exists(Ffmpeg) && File.Exists(Ffprobe), "needs ffmpeg: apt install ffmpeg");
        OpenH264EncoderTests.RequireLibrary();
        var painter = new TestPicturePainter(format, "Front door");
        using var encoder = OpenH264Encoder.Open(format, ColorDescription.Bt709, new(bitsPerSecond, 4_000_000, TimeSpan.FromSeconds(10)));
        var times = new List<DateTimeOffset>();
        using var stream = new MemoryStream();
        for (var i = 0; i < pictures; i++)
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(1_795_190_909_417 + (i * 33));
            encoder.Encode(
                painter.Paint(i, time, i),
                unit =>
                {
                    stream.Write(unit.Data);
                    times.Add(time);
                });
        }

        return (folder.Write("stream.h264", stream.ToArray()), times);
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
