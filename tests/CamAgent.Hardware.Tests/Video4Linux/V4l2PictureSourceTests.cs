using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Capture;
using CamAgent.Hardware.Video4Linux.Controls;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Tests.Video4Linux;

public sealed class V4l2PictureSourceTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    [Theory]
    [InlineData("YUYV", SimulatedCamera.Capture, PictureLayout.Yuyv)]
    [InlineData("UYVY", SimulatedCamera.Capture, PictureLayout.Uyvy)]
    [InlineData("NV12", SimulatedCamera.Capture, PictureLayout.Nv12)]
    [InlineData("NV21", SimulatedCamera.CaptureMultiplanar, PictureLayout.Nv21)]
    [InlineData("YU12", SimulatedCamera.Capture, PictureLayout.I420)]
    [InlineData("YV12", SimulatedCamera.CaptureMultiplanar, PictureLayout.I420)]
    [InlineData("NM12", SimulatedCamera.CaptureMultiplanar, PictureLayout.Nv12)]
    [InlineData("YM21", SimulatedCamera.CaptureMultiplanar, PictureLayout.I420)]
    [InlineData("GREY", SimulatedCamera.Capture, PictureLayout.I420)]
    public void Pictures_come_in_the_cameras_own_layout(string format, uint flags, PictureLayout layout)
    {
        var camera = new SimulatedCamera(_time) { Flags = flags };
        camera.Formats[0] = new(format, [(640, 480)], [30]);

        var pictures = Run(camera, count: 5, out var source);

        Assert.All(pictures, picture => Assert.Equal((layout, 640, 480), (picture.Layout, picture.Width, picture.Height)));
        Assert.Equal(new VideoFormat(640, 480, 30), source.Format);
        Assert.Equal($"/dev/video0 (Simulated Camera), {format}", source.Description);
        Assert.False(camera.IsOpen);
    }

    [Fact]
    public void Red_and_blue_are_told_apart()
    {
        var camera = new SimulatedCamera(_time) { Fill = (_, memory) => Planes(memory, 640 * 480, first: 10, second: 20) };
        camera.Formats[0] = new("YV12", [(640, 480)], [30]);

        var picture = Run(camera, count: 1, out _)[0];

        Assert.Equal((20, 10), (picture.Blue, picture.Red));
    }

    [SkippableTheory]
    [InlineData(1280, 720, 30, "MJPG")]
    [InlineData(640, 480, 30, "YUYV")]
    [InlineData(1280, 720, 10, "YUYV")]
    public void Motion_JPEG_is_taken_where_nothing_else_is_fast_enough(int width, int height, int rate, string expected)
    {
        Skip.IfNot(CamAgent.Hardware.Jpeg.TurboJpegLibrary.IsInstalled, CamAgent.Hardware.Jpeg.TurboJpegLibrary.NotInstalled);
        using var device = new UsbCamera(_time).Open();

        Assert.True(CaptureFormats.TryChoose(device, CaptureFormats.Raw, new(width, height, rate), out var choice));

        Assert.Equal((expected, width, height), (choice.PixelFormat.ToString(), choice.Width, choice.Height));
    }

    [Fact]
    public void A_camera_that_gives_nothing_usable_is_refused_with_what_it_gives()
    {
        var camera = new SimulatedCamera(_time);
        camera.Formats[0] = new("RGB3", [(640, 480)], [30]);

        Assert.Equal("/dev/video0 (Simulated Camera) gives RGB3, none of which is usable here.", Fault(camera));
    }

    [Theory]
    [InlineData(0x0420_8000u, "converts pictures")]
    [InlineData(0x0420_0002u, "shows pictures")]
    [InlineData(0x0480_0000u, "captures no video")]
    [InlineData(0x0100_0001u, "read() only")]
    public void What_is_no_camera_is_refused_in_words(uint flags, string words) =>
        Assert.Contains(words, Fault(new SimulatedCamera(_time) { Flags = flags }), StringComparison.Ordinal);

    [Theory]
    [InlineData(LibC.ENODEV, true, "was unplugged")]
    [InlineData(LibC.EAGAIN, true, "was unplugged")]
    [InlineData(LibC.EIO, false, "input/output error")]
    [InlineData(LibC.EAGAIN, false, "input/output error")]
    [InlineData(LibC.EINVAL, true, "could not give a picture")]
    public void A_camera_that_goes_away_is_noticed_at_once(int error, bool hangsUp, string words)
    {
        var camera = new SimulatedCamera(_time) { UnpluggedAt = 3, Unplugged = (error, hangsUp) };
        var before = _time.GetTimestamp();

        Assert.Contains(words, Fault(camera), StringComparison.Ordinal);
        Assert.InRange(_time.GetTimestamp() - before, 0, 200_000);
    }

    [Fact]
    public void A_camera_that_falls_silent_is_noticed_within_two_seconds()
    {
        var camera = new SimulatedCamera(_time) { StallsAt = 10 };
        var before = _time.GetTimestamp();

        Assert.StartsWith("/dev/video0 has given no picture for 2.0 s", Fault(camera), StringComparison.Ordinal);
        Assert.InRange(_time.GetTimestamp() - before, 2_000_000, 2_500_000);
    }

    [Fact]
    public void A_slow_camera_is_given_three_intervals()
    {
        var camera = new SimulatedCamera(_time) { StallsAt = 2 };
        camera.Formats[0] = new("YUYV", [(640, 480)], [1]);

        Assert.StartsWith("/dev/video0 has given no picture for 3.0 s", Fault(camera, new(640, 480, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Short_empty_and_corrupt_buffers_are_left_out()
    {
        var camera = new SimulatedCamera(_time)
        {
            Fill = (picture, memory) => picture switch { 1 => 0, 2 => memory.Length / 2, _ => memory.Length },
            FlagsOf = picture => picture == 3 ? BufferFlags.Error : BufferFlags.None,
        };

        Assert.Equal(4, Run(camera, count: 4, out _).Count);
        Assert.Equal(7, camera.Pictures);
    }

    [Fact]
    public void A_camera_that_gives_only_damaged_pictures_has_failed()
    {
        var camera = new SimulatedCamera(_time) { Fill = (picture, memory) => picture < 10 ? memory.Length : 100 };

        Assert.StartsWith("/dev/video0 has given only damaged pictures for 2.0 s", Fault(camera), StringComparison.Ordinal);
    }

    [Fact]
    public void A_format_that_the_memory_cannot_hold_is_refused()
    {
        var abi = V4l2Abi.Current;
        var camera = new SimulatedCamera(_time)
        {
            Tamper = (request, argument) =>
            {
                if (request == abi.Requests.SetFormat)
                    argument.Set32(abi.FormatUnion, 1920);
            },
        };

        Assert.Contains("its driver is faulty", Fault(camera), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_the_source_is_followed()
    {
        var camera = new SimulatedCamera(_time);
        camera.Fill = (picture, memory) =>
        {
            if (picture == 3)
            {
                camera.Formats[0] = new("YUYV", [(320, 240)], [30]);
                camera.Events.Enqueue((DeviceEventType.SourceChange, 0));
            }

            return memory.Length;
        };

        Assert.Equal([640, 640, 640, 640, 320, 320], Run(camera, count: 6, out var source).Select(static picture => picture.Width));
        Assert.Equal(new VideoFormat(320, 240, 30), source.Format);
    }

    [Fact]
    public void A_source_that_does_nothing_but_change_has_failed()
    {
        var camera = new SimulatedCamera(_time);
        camera.Tamper = (request, _) =>
        {
            if (request == V4l2Requests.StreamOn)
                camera.Events.Enqueue((DeviceEventType.SourceChange, 0));
        };

        Assert.Contains("says again and again that its source has changed", Fault(camera), StringComparison.Ordinal);
    }

    [Fact]
    public void A_retained_picture_stays_with_the_encoder_until_it_is_released()
    {
        var camera = new SimulatedCamera(_time) { PassesOn = true };
        var held = new Queue<PictureBuffer>();
        var most = 0;
        var count = 0;
        Start(camera).Run(
            picture =>
            {
                picture.Buffer!.Retain();
                held.Enqueue(picture.Buffer);
                most = Math.Max(most, held.Count);
                if (held.Count == 3)
                    held.Dequeue().Release();
                if (++count == 20)
                    _stop.Cancel();
            },
            _stop.Token);

        Assert.Equal((20, 3), (count, most));
        // Later than the camera's end is harmless.
        while (held.TryDequeue(out var late))
            late.Release();
    }

    [Fact]
    public void An_encoder_that_keeps_every_buffer_is_named()
    {
        var camera = new SimulatedCamera(_time) { PassesOn = true };

        var exception = Assert.Throws<VideoSourceException>(() => Start(camera).Run(static picture => picture.Buffer!.Retain(), _stop.Token));

        Assert.Contains("the encoder holds them all", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_picture()
    {
        var camera = new SimulatedCamera(_time);
        var (count, before, after) = (0, 0L, 0L);
        Start(camera).Run(
            _ =>
            {
                count++;
                if (count == 100)
                    before = GC.GetAllocatedBytesForCurrentThread() - camera.Allocated;
                if (count == 200)
                {
                    after = GC.GetAllocatedBytesForCurrentThread() - camera.Allocated;
                    _stop.Cancel();
                }
            },
            _stop.Token);

        Assert.Equal(before, after);
    }

    [Fact]
    public void A_camera_with_another_number_is_found_again()
    {
        using var folder = new TemporaryFolder();
        var cameras = new Dictionary<string, SimulatedCamera>(StringComparer.Ordinal)
        {
            ["video0"] = new(_time) { UnpluggedAt = 2 },
            ["video1"] = new(_time) { Card = "Another", Bus = "usb-1.2" },
        };
        Plug(folder, "video0", "video1");
        VideoDevice Open(string path) => VideoDevice.Open(path, cameras[Path.GetFileName(path)].Again(), V4l2Abi.Current);
        var source = new V4l2PictureSource(
            folder.PathOf("video0"), new(640, 480, 30), _time, CaptureTiming.Default, new(folder.PathOf(""), folder.PathOf(""), Open), Open);
        cameras["video0"].UnpluggedAt = int.MaxValue;
        source.Run(_ => _stop.Cancel(), _stop.Token);

        File.Delete(folder.PathOf("video0"));
        Plug(folder, "video7");
        cameras["video7"] = cameras["video0"];
        cameras.Remove("video0");
        using var again = new CancellationTokenSource();
        source.Run(_ => again.Cancel(), again.Token);

        Assert.StartsWith(folder.PathOf("video7"), source.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_configured_camera_the_first_that_will_do_is_taken()
    {
        using var folder = new TemporaryFolder();
        var cameras = new Dictionary<string, SimulatedCamera>(StringComparer.Ordinal)
        {
            ["video0"] = new(_time) { Flags = 0x0420_8000 },
            ["video1"] = new(_time),
            ["video2"] = new(_time) { Card = "Usable" },
        };
        cameras["video1"].Formats.Clear();
        Plug(folder, "video0", "video1", "video2");
        VideoDevice Open(string path) => VideoDevice.Open(path, cameras[Path.GetFileName(path)].Again(), V4l2Abi.Current);
        var source = new V4l2PictureSource("", new(640, 480, 30), _time, CaptureTiming.Default, new(folder.PathOf(""), folder.PathOf(""), Open), Open);

        source.Run(_ => _stop.Cancel(), _stop.Token);

        Assert.Contains("Usable", source.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_camera_it_says_so()
    {
        using var folder = new TemporaryFolder();
        var source = new V4l2PictureSource(
            "", new(640, 480, 30), _time, CaptureTiming.Default, new(folder.PathOf(""), folder.PathOf(""), VideoDevice.Open), VideoDevice.Open);

        var exception = Assert.Throws<VideoSourceException>(() => source.Run(static _ => { }, _stop.Token));

        Assert.StartsWith("There is no camera: plug one in", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever a device answers: the source works, or fails in words; nothing else comes out.</summary>
    [Fact]
    public void A_device_that_answers_anything_breaks_nothing()
    {
        var faults = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var time = new ManualTimeProvider();
            using var stop = new CancellationTokenSource();
            var (requests, pictures) = (0, 0);
            var camera = new SimulatedCamera(time)
            {
                Flags = random.Next(2) == 0 ? SimulatedCamera.Capture : SimulatedCamera.CaptureMultiplanar,
                Controls = { new(ControlId.Gain, "Gain", ControlType.Integer, 0, 10), new(ControlId.ExposureAuto, "Mode", ControlType.Menu, 0, 3) { Items = ["a", "", "c"] } },
                Fails = _ => ++requests > 20_000 ? LibC.ENODEV : random.Next(60) == 0 ? random.Next(1, 40) : 0,
                FlagsOf = _ => (BufferFlags)(random.Next(8) << 13),
            };
            camera.Formats[0] = new((string[])["YUYV", "NV12", "YU12", "NM12", "YM12", "GREY"] is var codes ? codes[random.Next(codes.Length)] : "", [(64, 48)], [30]);
            camera.Tamper = (request, argument) => Disturb(random, camera.Abi, request, argument);
            var source = new V4l2PictureSource("/dev/video0", new(64, 48, 30), time, CaptureTiming.Default, new(), path => camera.Open(path)) { SharesBuffers = false };
            try
            {
                source.Run(
                    picture =>
                    {
                        PictureConversion.ToI420(picture, new(picture.Width, picture.Height));
                        if (++pictures == 20)
                            stop.Cancel();
                    },
                    stop.Token);
            }
            catch (VideoSourceException exception)
            {
                Assert.NotEmpty(exception.Message);
                faults++;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}", exception);
            }

            Assert.True(camera.Mappings == 0, $"Seed {seed}: {camera.Mappings} mappings are left.");
        }

        // Both ends of the road are taken.
        Assert.InRange(faults, 100, 390);
    }

    /// <summary>A number somewhere in the answer becomes another; not in the pointers, which no driver writes.</summary>
    private static void Disturb(Random random, V4l2Abi abi, uint request, Span<byte> argument)
    {
        if (random.Next(25) != 0 || argument.Length < 8 || request == abi.Requests.GetExtControls || request == abi.Requests.SetExtControls)
            return;
        var offset = random.Next(argument.Length / 4) * 4;
        var isBuffer = request == abi.Requests.QueryBuffer || request == abi.Requests.DequeueBuffer || request == abi.Requests.QueueBuffer;
        // The memory that a test gives is as long as it said: a longer one would be the test's own fault.
        if (isBuffer && (offset == abi.Buffer.Location || offset == abi.Buffer.Location + 4 || (request == abi.Requests.QueryBuffer && offset == abi.Buffer.Length)))
            return;
        argument.Set32(offset, random.Next(3) switch { 0 => 0, 1 => uint.MaxValue, _ => (uint)random.Next(4096) });
    }

    private static int Planes(Span<byte> memory, int luma, byte first, byte second)
    {
        memory[luma..(luma * 5 / 4)].Fill(first);
        memory[(luma * 5 / 4)..].Fill(second);
        return memory.Length;
    }

    private static void Plug(TemporaryFolder folder, params string[] names)
    {
        foreach (var name in names)
            File.WriteAllText(folder.PathOf(name), "");
    }

    private V4l2PictureSource Start(SimulatedCamera camera, VideoFormat? format = null) =>
        new("/dev/video0", format ?? new(640, 480, 30), _time, CaptureTiming.Default, new(), path => camera.Open(path));

    private List<Seen> Run(SimulatedCamera camera, int count, out V4l2PictureSource source)
    {
        var pictures = new List<Seen>();
        source = Start(camera);
        source.Run(
            picture =>
            {
                pictures.Add(new(
                    picture.Layout, picture.Width, picture.Height, picture.Blue.IsEmpty ? (byte)0 : picture.Blue[0], picture.Red.IsEmpty ? (byte)0 : picture.Red[0]));
                if (pictures.Count == count)
                    _stop.Cancel();
            },
            _stop.Token);
        return pictures;
    }

    private string Fault(SimulatedCamera camera, VideoFormat? format = null)
    {
        var exception = Assert.Throws<VideoSourceException>(() => Start(camera, format).Run(static _ => { }, _stop.Token));
        Assert.False(camera.IsOpen);
        return exception.Message;
    }

    private sealed record Seen(PictureLayout Layout, int Width, int Height, byte Blue, byte Red);

    /// <summary>As webcams on USB 2 are.</summary>
    private sealed class UsbCamera(ManualTimeProvider time)
    {
        public VideoDevice Open()
        {
            var camera = new SimulatedCamera(time);
            camera.Formats.Clear();
            camera.Formats.Add(new("MJPG", [(1280, 720), (640, 480)], [30]));
            camera.Formats.Add(new("YUYV", [(1280, 720), (640, 480)], [30, 10]));
            camera.RateOf = (code, width) => code == "YUYV" && width == 1280 ? [10] : null;
            return camera.Open();
        }
    }
}
