using System.Diagnostics;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Command;
using CamAgent.Hardware.Video.Controls;
using CamAgent.Hardware.Video.Libcamera;

namespace CamAgent.Hardware.Tests.Video.Libcamera;

public sealed class LibcameraPictureSourceTests : IDisposable
{
    private static readonly CommandTiming Timing = new(
        Start: TimeSpan.FromSeconds(10), Stall: TimeSpan.FromMilliseconds(500), Stop: TimeSpan.FromMilliseconds(500));

    private static readonly CommandTiming Impatient = Timing with { Start = TimeSpan.FromMilliseconds(700) };

    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(20));

    public void Dispose() => _stop.Dispose();

    [Theory]
    [InlineData(640, 480, "$((w * h * 3 / 2))", 640)]
    [InlineData(200, 100, "$((w * h * 3 / 2))", 200)]
    [InlineData(200, 100, "$((224 * h * 3 / 2))", 224)]
    [InlineData(200, 100, "$((256 * h * 3 / 2))", 256)]
    [InlineData(200, 100, "$((256 * 112 * 3 / 2))", 256)]
    public void Its_buffers_become_pictures_whatever_their_rows_are_padded_to(int width, int height, string size, int stride)
    {
        using var fake = new FakeRpicam(size: size);
        var pictures = 0;
        Run(Source(fake, width, height), picture =>
        {
            Assert.Equal((width, height, stride, stride / 2), (picture.Width, picture.Height, picture.LumaStride, picture.ChromaStride));
            Assert.False(picture.Luma.ContainsAnyExcept((byte)128) || picture.Red.ContainsAnyExcept((byte)128));
            Assert.InRange(Stopwatch.GetElapsedTime(picture.CaptureTimestamp).TotalMilliseconds, 30, 2000);
            if (++pictures == 3)
                _stop.Cancel();
        });
        Assert.Equal(3, pictures);
        Assert.False(fake.Runs);
        Assert.StartsWith(
            $"--codec yuv420 --output - --timeout 0 --nopreview --flush --width {width} --height {height} --framerate 25 --camera 0",
            Assert.Single(fake.Starts),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_control_that_is_set_starts_the_program_again_with_other_arguments_and_pictures_go_on()
    {
        using var fake = new FakeRpicam();
        var source = Source(fake, 640, 480);
        Set(source, "exposure-mode", ControlValue.Of("manual"));
        Set(source, "exposure", ControlValue.Of(8000.0));
        Set(source, "vertical-flip", ControlValue.Of(true));
        var pictures = 0;
        Run(source, _ =>
        {
            switch (++pictures)
            {
                case 2:
                    Set(source, "zoom", ControlValue.Of(2.0));
                    Set(source, "anti-flicker", ControlValue.Of("50hz"));
                    break;
                case >= 3 when fake.Starts.Count >= 2 && fake.Starts[^1].Contains("--flicker-period", StringComparison.Ordinal):
                    _stop.Cancel();
                    break;
            }
        });
        Assert.EndsWith("--camera 0 --shutter 8000 --vflip", fake.Starts[0], StringComparison.Ordinal);
        Assert.EndsWith("--shutter 8000 --flicker-period 10000us --vflip --roi 0.2500,0.2500,0.5000,0.5000", fake.Starts[^1], StringComparison.Ordinal);
        Assert.InRange(fake.Starts.Count, 2, 3);
    }

    [Fact]
    public void A_value_that_is_not_allowed_changes_nothing()
    {
        using var fake = new FakeRpicam();
        var source = Source(fake, 640, 480);
        Assert.False(source.Controls!.TrySet("zoom", ControlValue.Of(99.0), out var problem));
        Assert.Contains("from 1 to 8", problem, StringComparison.Ordinal);
        Assert.False(source.Controls.TrySet("warp", ControlValue.Of(1.0), out problem));
        Assert.Contains("It has: exposure-mode, exposure,", problem, StringComparison.Ordinal);
        Assert.Equal(ControlValue.Of(1.0), source.Controls.List().Single(control => control.Name == "zoom").Value);
    }

    [Fact]
    public void An_automatic_rules_what_it_rules()
    {
        using var fake = new FakeRpicam();
        var source = Source(fake, 640, 480);
        Set(source, "gain", ControlValue.Of(4.0));
        Assert.True(source.Controls!.List().Single(control => control.Name == "gain").IsInactive);
        Set(source, "gain-auto", ControlValue.Of(false));
        Assert.False(source.Controls.List().Single(control => control.Name == "gain").IsInactive);
        Run(source, _ => _stop.Cancel());
        Assert.EndsWith("--gain 4", Assert.Single(fake.Starts), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_is_too_old_for_an_argument_is_started_without_it()
    {
        using var fake = new FakeRpicam(before: "tail -1 $(dirname $0)/starts | grep -q flicker && { echo \"ERROR: *** unrecognised option '--flicker-period' ***\" >&2; exit 255; }");
        var source = Source(fake, 640, 480);
        Set(source, "anti-flicker", ControlValue.Of("60hz"));
        Set(source, "brightness", ControlValue.Of(0.25));
        Run(source, _ => _stop.Cancel());
        Assert.Equal(2, fake.Starts.Count);
        Assert.EndsWith("--brightness 0.25", fake.Starts[1], StringComparison.Ordinal);
        Assert.DoesNotContain(source.Controls!.List(), control => control.Name == "anti-flicker");
    }

    [Theory]
    [InlineData("echo 'ERROR: *** no cameras available ***' >&2; exit 255", "finds no camera: check the ribbon cable")]
    [InlineData("echo 'ERROR: *** failed to acquire camera /base/soc/i2c0mux ***' >&2; exit 255", "another program uses it")]
    [InlineData("echo 'out of memory' >&2; exit 3", "rpicam-vid ended with exit code 3: \"out of memory\".")]
    [InlineData("exec sleep 60", "has given no picture for")]
    [InlineData("head -c 1000 /dev/zero; exec sleep 60", "stopped in the middle of one")]
    public void What_is_wrong_is_said_in_words(string before, string words)
    {
        using var fake = new FakeRpicam(before);
        var source = new LibcameraPictureSource(fake.Program, new(new(640, 480, 25)), TimeProvider.System, Impatient);
        var exception = Assert.Throws<VideoSourceException>(() => source.Run(_ => { }, _stop.Token));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.False(fake.Runs);
    }

    [Theory]
    [InlineData(1280, 720, "$((640 * 480 * 3 / 2))")]
    [InlineData(640, 480, "$((1280 * 720 * 3 / 2))")]
    [InlineData(200, 100, "12345")]
    public void Pictures_of_another_size_are_found_out(int width, int height, string size)
    {
        using var fake = new FakeRpicam(size: size);
        var exception = Assert.Throws<VideoSourceException>(() => Source(fake, width, height).Run(_ => { }, _stop.Token));
        Assert.Contains("gives pictures of", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_stalls_is_reported_and_ended()
    {
        using var fake = new FakeRpicam(pictures: 5);
        var exception = Assert.Throws<VideoSourceException>(() => Source(fake, 640, 480).Run(_ => { }, _stop.Token));
        Assert.Contains("has given no picture for 0.6 s", exception.Message, StringComparison.Ordinal);
        Assert.False(fake.Runs);
    }

    [Fact]
    public void A_camera_upside_down_is_turned_by_itself()
    {
        using var fake = new FakeRpicam();
        var source = new LibcameraPictureSource(fake.Program, new(new(640, 480, 25), Camera: 1, IsUpsideDown: true), TimeProvider.System, Timing);
        Run(source, _ => _stop.Cancel());
        Assert.EndsWith("--camera 1 --rotation 180", Assert.Single(fake.Starts), StringComparison.Ordinal);
    }

    [Fact]
    public void The_older_name_is_found_where_there_is_no_newer_one()
    {
        using var fake = new FakeRpicam(name: "libcamera-vid");
        Assert.Equal("libcamera-vid", fake.Program.Name);
        Run(Source(fake, 640, 480), _ => _stop.Cancel());
        Assert.Null(LibcameraProgram.Find("/nowhere"));
    }

    [Fact]
    public void Cams_own_lines_do_not_get_among_the_pictures()
    {
        // As cam does it: lines on standard output, pictures into the file that it is told.
        using var fake = new FakeRpicam(
            name: "cam",
            before: "f=$(tail -1 $(dirname $0)/starts | sed 's/.*--file=//'); w=640; h=480; echo cam0: Capture; exec >>$f");
        var pictures = 0;
        var source = Source(fake, 640, 480);
        Assert.Null(source.Controls);
        Run(source, picture =>
        {
            Assert.False(picture.Luma.ContainsAnyExcept((byte)128));
            if (++pictures == 3)
                _stop.Cancel();
        });
        Assert.Equal("--camera=1 --capture --stream=role=video,width=640,height=480,pixelformat=YUV420 --file=/dev/fd/3", Assert.Single(fake.Starts));
    }

    [Theory]
    [InlineData(
        """
        Available cameras
        -----------------
        0 : imx708 [4608x2592 10-bit RGGB] (/base/soc/i2c0mux/i2c@1/imx708@1a)
            Modes: 'SRGGB10_CSI2P' : 1536x864 [120.13 fps - (768, 432)/3072x1728 crop]
                                     2304x1296 [56.03 fps - (0, 0)/4608x2592 crop]

        1 : ov5647 [2592x1944] (/base/axi/pcie@120000/rp1/i2c@88000/ov5647@36)
        """,
        "imx708,ov5647")]
    [InlineData("Available cameras:\n1: 'imx219' (/base/soc/i2c0mux/i2c@1/imx219@10)\n", "imx219")]
    [InlineData("Available cameras:\n1: Internal front camera (/base/soc/i2c0mux/i2c@1/imx219@10)\n", "Internal front camera")]
    [InlineData("No cameras available!\n", "")]
    [InlineData("", "")]
    public void The_cameras_that_the_program_lists_are_read(string text, string expected) =>
        Assert.Equal(expected, string.Join(',', LibcameraCameras.Parse(text)));

    [Fact]
    public void Listing_cameras_has_a_limit()
    {
        using var fake = new FakeRpicam(before: "echo '0 : imx708 [1x1] (/x)'; exit 0");
        Assert.Equal(["imx708"], LibcameraCameras.List(fake.Program, TimeSpan.FromSeconds(5)));
        Assert.Equal("--list-cameras", fake.Starts[^1]);
        using var hanging = new FakeRpicam(before: "exec sleep 60");
        Assert.Contains("not listed", Assert.Throws<VideoSourceException>(() => LibcameraCameras.List(hanging.Program, TimeSpan.FromMilliseconds(300))).Message, StringComparison.Ordinal);
        Assert.False(hanging.Runs);
    }

    private static LibcameraPictureSource Source(FakeRpicam fake, int width, int height) =>
        new(fake.Program, new(new(width, height, 25)), TimeProvider.System, Timing);

    private static void Set(RawPictureSource source, string name, ControlValue value)
    {
        Assert.True(source.Controls!.TrySet(name, value, out var problem), problem);
    }

    private void Run(RawPictureSource source, RawPictureHandler handler)
    {
        source.Run(handler, _stop.Token);
        Assert.True(_stop.IsCancellationRequested);
    }
}
