using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests;

/// <summary>The guest's cameras and encoder are really there: what the other tests rest on.</summary>
[Trait("Category", "Vm")]
public sealed class VideoDriverTests
{
    [VmFact]
    public async Task A_virtual_camera_shows_a_picture_of_the_size_asked_for()
    {
        await using var camera = await Vivid.LoadAsync();
        var picture = Path.GetTempFileName();
        try
        {
            await Command.RunAsync("ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "v4l2", "-video_size", "320x180", "-pixel_format", "yuyv422",
                "-i", camera.Node.Path, "-frames:v", "3", "-c:v", "copy", "-f", "rawvideo", picture);
            Assert.Equal(3 * 320 * 180 * 2, new FileInfo(picture).Length);
        }
        finally
        {
            File.Delete(picture);
        }
    }

    [VmFact]
    public async Task A_virtual_camera_goes_and_comes_back()
    {
        await using var camera = await Vivid.LoadAsync();
        var node = camera.Node;

        camera.Unplug();
        await node.GoneAsync();
        await camera.PlugAsync();

        Assert.Equal("vivid", camera.Node.Driver);
    }

    [VmFact]
    public async Task A_disconnected_camera_is_no_more_until_all_have_closed_it()
    {
        await using var camera = await Vivid.LoadAsync();
        await using (Open(camera.Node))
        {
            camera.Disconnect();
            var gone = Assert.Throws<IOException>(() => Open(camera.Node).Dispose());
            Assert.Contains("No such device", gone.Message, StringComparison.Ordinal);
        }

        Open(camera.Node).Dispose();
    }

    /// <remarks>ffmpeg's own V4L2 client drives the encoder, and its own decoder reads what comes out.</remarks>
    [VmTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_virtual_encoder_makes_is_H264_that_ffmpeg_decodes_to_the_pictures_that_went_in(bool multiplanar)
    {
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar);
        var folder = Directory.CreateTempSubdirectory("encoder").FullName;
        try
        {
            string[] picture = ["-f", "lavfi", "-i", "testsrc2=size=320x192:rate=30:duration=0.5", "-pix_fmt", "yuv420p"];
            await Command.RunAsync("ffmpeg", ["-v", "error", "-nostdin", .. picture, "-f", "rawvideo", $"{folder}/in.yuv"]);
            // Each picture a keyframe, which is coded as it is.
            await Command.RunAsync("ffmpeg", ["-v", "error", "-nostdin", .. picture, "-g", "1", "-c:v", "h264_v4l2m2m", "-f", "h264", $"{folder}/coded.h264"]);
            await Command.RunAsync("ffmpeg", "-v", "error", "-nostdin", "-i", $"{folder}/coded.h264", "-f", "rawvideo", $"{folder}/out.yuv");

            var (before, after) = (await File.ReadAllBytesAsync($"{folder}/in.yuv"), await File.ReadAllBytesAsync($"{folder}/out.yuv"));
            Assert.Equal(15 * 320 * 192 * 3 / 2, before.Length);
            // I_PCM samples are never 0 here.
            Assert.True(after.AsSpan().SequenceEqual(Array.ConvertAll(before, sample => Math.Max(sample, (byte)1))), "the pictures differ");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [VmFact]
    public async Task An_encoder_that_is_in_use_is_busy_when_told_so()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        encoder.Instances = 1;
        await using var first = Open(encoder.Node);
        var busy = Assert.Throws<IOException>(() => Open(encoder.Node).Dispose());
        Assert.Contains("busy", busy.Message, StringComparison.Ordinal);
    }

    [VmTheory]
    [InlineData("h264", 40)]
    [InlineData("mjpeg", 20)]
    public async Task A_USB_camera_delivers_pictures_that_ffmpeg_decodes(string format, int pictures)
    {
        await using var camera = await UvcCamera.StartAsync();
        var said = await Command.RunAsync("ffmpeg", "-nostdin", "-analyzeduration", "200000", "-f", "v4l2", "-input_format", format, "-i", camera.Node.Path,
            "-frames:v", $"{pictures}", "-f", "null", "-");
        Assert.Matches($"frame= *{pictures} ", said);
        Assert.Contains("640x480", said, StringComparison.Ordinal);
    }

    [VmFact]
    public async Task A_USB_camera_that_is_pulled_can_be_plugged_in_again()
    {
        await using var camera = await UvcCamera.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await camera.UnplugAsync();
            await camera.PlugAsync();
        }
    }

    private static FileStream Open(VideoNode node) => File.Open(node.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
}
