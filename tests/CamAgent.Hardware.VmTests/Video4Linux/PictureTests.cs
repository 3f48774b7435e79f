using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Controls;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Formats;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Video4Linux;

/// <summary>Pictures of the kernel's virtual camera: each format shows the same.</summary>
[Trait("Category", "Vm")]
public sealed class PictureTests
{
    private static readonly VideoFormat Small = new(320, 180, 30);

    [VmTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_format_is_the_same_picture(bool multiplanar)
    {
        await using var vivid = await Vivid.LoadAsync(multiplanar);
        string[] formats = ["NV12", "NV21", "YV12", "YUYV", "UYVY", .. (string[])(multiplanar ? ["NM12", "NM21", "YM12", "YM21"] : [])];
        var expected = await CaptureAsync(vivid, "YU12");
        // Colour bars: neither grey nor even.
        Assert.True(Deviation(expected.AsSpan(320 * 180), 128) > 20 && Deviation(expected.AsSpan(0, 320 * 180), 128) > 20, "the picture is no colour bars");
        foreach (var format in formats)
        {
            var picture = await CaptureAsync(vivid, format);
            var (luma, chroma) = (Difference(expected, picture, ..(320 * 180)), Difference(expected, picture, (320 * 180)..));
            Assert.True(luma < 1 && chroma < 2, $"{format} differs from YU12 by {luma:F2} in luma and {chroma:F2} in colour.");
        }
    }

    [VmFact]
    public async Task A_grey_camera_gives_luma_without_colour()
    {
        await using var vivid = await Vivid.LoadAsync();
        var picture = await CaptureAsync(vivid, "GREY");
        Assert.All(picture[(320 * 180)..], static sample => Assert.Equal(128, sample));
        Assert.True(Deviation(picture.AsSpan(0, 320 * 180), 128) > 20);
    }

    /// <remarks>The memory that another device would read, read through a mapping of the DMABUF itself.</remarks>
    [VmTheory]
    [InlineData(false, "NV12")]
    [InlineData(true, "NM12")]
    public async Task A_picture_passed_on_as_DMABUF_is_the_picture(bool multiplanar, string format)
    {
        await using var vivid = await Vivid.LoadAsync(multiplanar);
        var (compared, planes) = (0, 0);
        await using var running = RunningCamera.Start(Source(vivid, format), picture =>
        {
            var buffer = picture.Buffer ?? throw new InvalidOperationException("There is no DMABUF.");
            planes = buffer.Planes.Count;
            Assert.Equal((format, 4), (buffer.PixelFormat.ToString(), buffer.Count));
            Assert.True(Mapped(buffer.Planes[0]).AsSpan().StartsWith(picture.Luma[..(320 * 180)]), "luma differs");
            if (planes == 2)
                Assert.True(Mapped(buffer.Planes[1]).AsSpan().StartsWith(picture.Chroma[..(320 * 90)]), "colour differs");
            compared++;
        });
        await running.PicturesAsync(5);
        Assert.Equal(multiplanar ? 2 : 1, planes);
        Assert.True(compared >= 5);
    }

    [VmTheory]
    [InlineData(320, 180, 10)]
    [InlineData(640, 360, 25)]
    public async Task The_camera_is_set_to_the_size_and_rate_asked_for(int width, int height, int rate)
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = new V4l2PictureSource(vivid.Node.Path, new(width, height, rate), TimeProvider.System);
        var (seenWidth, seenHeight) = (0, 0);
        await using var running = RunningCamera.Start(source, picture => (seenWidth, seenHeight) = (picture.Width, picture.Height));
        await running.PicturesAsync(12);

        Assert.Equal(new(width, height, rate), source.Format);
        Assert.Equal((width, height), (seenWidth, seenHeight));
        var timestamps = running.Timestamps.ToArray();
        // The median: an emulated machine leaves a picture out now and then.
        var intervals = timestamps.Zip(timestamps.Skip(1), TimeProvider.System.GetElapsedTime).Order().ToList();
        Assert.InRange(intervals[intervals.Count / 2].TotalSeconds * rate, 0.8, 1.25);
    }

    [VmFact]
    public async Task A_timestamp_is_the_time_the_picture_was_taken()
    {
        await using var vivid = await Vivid.LoadAsync();
        var ages = new List<TimeSpan>();
        await using var running = RunningCamera.Start(Source(vivid, "NV12"), picture => ages.Add(TimeProvider.System.GetElapsedTime(picture.CaptureTimestamp)));
        await running.PicturesAsync(10);

        Assert.All(ages.Take(10), static age => Assert.InRange(age, TimeSpan.Zero, TimeSpan.FromMilliseconds(300)));
        var timestamps = running.Timestamps.ToArray();
        Assert.Equal(timestamps.Order(), timestamps);
    }

    [VmFact]
    public async Task An_HDMI_input_is_zoomed_by_cropping()
    {
        await using var vivid = await Vivid.LoadAsync(inputTypes: 3);
        var source = new V4l2PictureSource(vivid.Node.Path, new(640, 360, 30), TimeProvider.System) { Preference = [PixelFormat.Yuv420] };
        byte[] last = [];
        await using var running = RunningCamera.Start(source, picture => last = Converted(picture));
        await running.PicturesAsync(3);
        var whole = last;

        var zoom = source.Controls.List().Single(static control => control.Name == "zoom");
        Assert.Equal((1, 4), (zoom.Minimum, zoom.Maximum));
        Assert.True(source.Controls.TrySet("zoom", ControlValue.Of(4.0), out var problem), problem);
        await running.PicturesAsync(6);

        Assert.True(Difference(whole, last, ..) > 5, "the picture is the same");
        Assert.Equal(ControlValue.Of(4.0), source.Controls.List().Single(static control => control.Name == "zoom").Value);
    }

    private static V4l2PictureSource Source(Vivid vivid, string format)
    {
        var source = new V4l2PictureSource(vivid.Node.Path, Small, TimeProvider.System) { Preference = [PixelFormat.Of(format)] };
        // The clock in the picture runs.
        Assert.True(source.Controls.TrySet("osd-text-mode", ControlValue.Of("none"), out _));
        return source;
    }

    private static async Task<byte[]> CaptureAsync(Vivid vivid, string format)
    {
        byte[] last = [];
        await using (var running = RunningCamera.Start(Source(vivid, format), picture => last = Converted(picture)))
            await running.PicturesAsync(2);
        return last;
    }

    private static byte[] Converted(RawPicture picture)
    {
        var converted = new I420Buffer(picture.Width, picture.Height);
        PictureConversion.ToI420(picture, converted);
        return converted.Samples.ToArray();
    }

    private static double Difference(byte[] one, byte[] other, Range range)
    {
        var sum = 0L;
        var a = one.AsSpan(range);
        var b = other.AsSpan(range);
        for (var i = 0; i < a.Length; i++)
            sum += Math.Abs(a[i] - b[i]);
        return (double)sum / a.Length;
    }

    private static double Deviation(ReadOnlySpan<byte> samples, int from)
    {
        var sum = 0L;
        foreach (var sample in samples)
            sum += Math.Abs(sample - from);
        return (double)sum / samples.Length;
    }

    private static unsafe byte[] Mapped(PictureMemory memory)
    {
        var address = LibC.mmap(0, (nuint)memory.Length, LibC.PROT_READ, LibC.MAP_SHARED, memory.DmaBuf, 0);
        Assert.NotEqual(-1, address);
        try
        {
            return new ReadOnlySpan<byte>((byte*)address + memory.Offset, memory.Used).ToArray();
        }
        finally
        {
            _ = LibC.munmap(address, (nuint)memory.Length);
        }
    }
}
