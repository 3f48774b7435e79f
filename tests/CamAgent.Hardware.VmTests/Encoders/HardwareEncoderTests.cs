using CamAgent.Hardware.Encoders.Video4Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Encoders;

/// <summary>The kernel's virtual camera into a stateful encoder, decoded by ffmpeg.</summary>
[Trait("Category", "Vm")]
public sealed class HardwareEncoderTests
{
    [VmTheory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_cameras_pictures_come_out_whole_in_order_and_moving(bool multiplanar, bool dmaBuf)
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar);
        var run = new EncodingRun(EncodingRun.Camera(camera.Node), encoder.Node.Path, new() { AllowDmaBuf = dmaBuf });
        await run.RunAsync(30);

        Assert.Equal((true, 1), (run.KeyFrames[0], run.KeyFrames.Count(isKey => isKey)));
        Assert.Equal(run.Timestamps.Order(), run.Timestamps);
        Assert.Equal(dmaBuf ? 0 : 30, Math.Min(run.Encoder!.CopiedPictures, 30));
        Assert.Equal(dmaBuf ? 30 : 0, Math.Min(run.Encoder.DirectPictures, 30));
        Assert.EndsWith(dmaBuf ? "(dma-buf)" : "(mmap)", run.Source.Description, StringComparison.Ordinal);
        var pictures = await run.DecodeAsync(320, 180);
        Assert.Equal(run.KeyFrames.Count, pictures.Count);
        Assert.False(pictures[0].AsSpan().SequenceEqual(pictures[^1]), "the picture stands still");
        Assert.True(run.Source.Profile!.Value.IsConstrainedBaseline);
    }

    [VmFact]
    public async Task What_is_decoded_is_what_the_camera_gave()
    {
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar: true);
        var pictures = new MadePictures((320, 192, 3));
        // Each picture a key frame, which this encoder codes sample by sample.
        var run = new EncodingRun(pictures, encoder.Node.Path, settings: EncodingRun.Settings with { KeyFrameInterval = TimeSpan.FromSeconds(1.0 / 30) });
        await run.RunAsync(3);
        var decoded = await run.DecodeAsync(320, 192);
        Assert.Equal(3, decoded.Count);
        for (var i = 0; i < 3; i++)
            Assert.True(MadePictures.Samples(320, 192, i).AsSpan().SequenceEqual(decoded[i]), $"picture {i} differs");
    }

    [VmFact]
    public async Task A_key_frame_comes_within_two_pictures_of_the_request()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync();
        var run = new EncodingRun(EncodingRun.Camera(camera.Node), encoder.Node.Path);
        await run.RunAsync(25, count =>
        {
            if (count == 10)
                run.Source.RequestKeyFrame();
        });
        Assert.InRange(run.KeyFrames.FindIndex(1, isKey => isKey), 11, 12);
        Assert.Equal(2, run.KeyFrames.Count(isKey => isKey));
    }

    [VmFact]
    public async Task A_key_frame_comes_from_a_device_that_cannot_be_asked_for_one()
    {
        const uint ForceKeyFrame = 0x0099_0900 + 229;
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar: false, ForceKeyFrame);
        var run = new EncodingRun(new MadePictures((320, 192, 20)), encoder.Node.Path);
        await run.RunAsync(20, count =>
        {
            if (count == 10)
                run.Source.RequestKeyFrame();
        });
        Assert.Equal([0, 11], run.KeyFrames.Select((isKey, i) => isKey ? i : -1).Where(i => i >= 0));
        Assert.Equal(20, (await run.DecodeAsync(320, 192)).Count);
    }

    [VmFact]
    public async Task A_bitrate_that_is_set_while_it_runs_is_read_back_from_the_device()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync();
        var run = new EncodingRun(EncodingRun.Camera(camera.Node), encoder.Node.Path);
        var rates = new List<int>();
        await run.RunAsync(10, count =>
        {
            rates.Add(run.Encoder!.DeviceBitrate);
            if (count == 3)
                run.Source.SetBitrate(500_000);
        });
        Assert.Equal((2_000_000, 500_000), (rates[0], rates[^1]));
    }

    [VmFact]
    public async Task Pictures_of_another_size_follow_those_of_the_first_without_a_loss()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        encoder.Delay = 2;
        var run = new EncodingRun(new MadePictures((320, 192, 10), (640, 368, 10)), encoder.Node.Path);
        // The last two stay inside, since nothing comes after them.
        await run.RunAsync(18);
        Assert.Equal(Enumerable.Range(0, 18).Select(i => (long)i), run.Timestamps);
        Assert.Equal([0, 10], run.KeyFrames.Select((isKey, i) => isKey ? i : -1).Where(i => i >= 0));
        Assert.Equal((640, 368), (run.Source.Format.Width, run.Source.Format.Height));
    }

    [VmFact]
    public async Task A_size_that_needs_padding_is_cut_again()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        var run = new EncodingRun(new MadePictures((330, 186, 5)), encoder.Node.Path);
        await run.RunAsync(5);
        Assert.Equal(5, (await run.DecodeAsync(330, 186)).Count);
    }

    [VmFact]
    public async Task Two_encodings_of_one_camera_run_side_by_side()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync();
        var small = new List<byte>();
        var count = 0;
        var substream = new Substream(160, 90, V4l2Encoders.Factory(encoder.Node.Path), new(300_000, 500_000, TimeSpan.FromSeconds(10)), unit =>
        {
            small.AddRange(unit.Data);
            count++;
        });
        var run = new EncodingRun(EncodingRun.Camera(camera.Node), encoder.Node.Path, substreams: substream);
        await run.RunAsync(20);
        Assert.Equal("", substream.Fault);
        Assert.Equal(run.KeyFrames.Count, (await run.DecodeAsync(320, 180)).Count);
        Assert.Equal(count, (await EncodingRun.DecodeAsync(small, 160, 90)).Count);
        Assert.InRange(count, 15, run.KeyFrames.Count);
    }

    [VmFact]
    public async Task Ten_runs_leave_no_descriptor_and_no_mapping_behind()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar: true);
        for (var i = 0; i < 10; i++)
            await new EncodingRun(EncodingRun.Camera(camera.Node), encoder.Node.Path, new() { AllowDmaBuf = i % 2 == 0 }).RunAsync(3);
        Assert.DoesNotContain(Directory.EnumerateFiles("/proc/self/fd").Select(Target), IsDevice);
        Assert.DoesNotContain(File.ReadLines("/proc/self/maps"), IsDevice);
    }

    [VmTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Discovery_finds_the_encoder_and_nothing_else(bool multiplanar)
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar);
        var found = Assert.Single(V4l2Encoders.Find());
        Assert.Equal((encoder.Node.Path, multiplanar, "vih264"), (found.Path, found.IsMultiplanar, found.Driver));
        Assert.Equal("YU12 NV12 YUYV", string.Join(' ', found.PixelFormats));
        Assert.Equal((true, true, false), (found.Takes(32, 32), found.Takes(1920, 1080), found.Takes(3840, 2160)));
        var message = Assert.Throws<VideoSourceException>(
            () => V4l2H264Encoder.Open(camera.Node.Path, EncodingRun.Format, ColorDescription.Bt709, EncodingRun.Settings)).Message;
        Assert.Contains("is no H.264 encoder", message, StringComparison.Ordinal);
    }

    private static string Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static bool IsDevice(string text) =>
        text.Contains("/dev/video", StringComparison.Ordinal) || text.Contains("dmabuf", StringComparison.Ordinal);
}
