using System.Collections.Concurrent;
using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Video4Linux;

/// <summary>A USB camera with an encoder, and with Motion JPEG, through the kernel's uvcvideo.</summary>
[Trait("Category", "Vm")]
public sealed class UsbCameraTests(UsbCameraFixture fixture) : IClassFixture<UsbCameraFixture>
{
    private static readonly EncoderSettings Settings = new(1_000_000, 4_000_000, TimeSpan.FromSeconds(2));

    [VmFact]
    public async Task Its_H264_comes_through_as_it_is()
    {
        var camera = fixture.Camera;
        var source = Encoded(camera);
        var units = new ConcurrentQueue<byte[]>();
        await using var running = RunningCamera.Start(source, unit => units.Enqueue(unit.Data.ToArray()));
        await running.PicturesAsync(40);

        var expected = Units(await File.ReadAllBytesAsync($"{Guest.Kit}/camera.h264"));
        var got = units.ToArray();
        Assert.Equal((640, 480), (source.Format.Width, source.Format.Height));
        Assert.NotNull(source.Profile);
        // The camera plays its file in a loop and begins somewhere at a key frame; each unit is one of the file's, in its order.
        var at = Enumerable.Range(0, expected.Count).First(index => expected[index].AsSpan().SequenceEqual(got[0]));
        for (var i = 0; i < got.Length; i++)
            Assert.True(got[i].AsSpan().SequenceEqual(expected[(at + i) % expected.Count]), $"unit {i} is not the file's {(at + i) % expected.Count}");
    }

    [VmFact]
    public async Task Its_encoder_gives_a_key_frame_when_asked_and_takes_a_bitrate()
    {
        var camera = fixture.Camera;
        var source = Encoded(camera);
        var keys = 0;
        await using var running = RunningCamera.Start(source, unit => Interlocked.Add(ref keys, unit.IsKeyFrame ? 1 : 0));
        await running.PicturesAsync(5);
        Assert.True(source.CanControlEncoder);
        var before = Volatile.Read(ref keys);

        source.SetBitrate(777_777);
        source.RequestKeyFrame();
        await running.PicturesAsync(8);

        // By itself the next one would come after a second.
        Assert.Equal(before + 1, Volatile.Read(ref keys));
        const byte GetCurrent = 0x81;
        var layers = new byte[10];
        using var device = VideoDevice.Open(camera.Node.Path);
        Assert.Equal(0, device.QueryExtensionUnit(unit: 3, selector: 14, GetCurrent, layers));
        Assert.Equal((777_777, 777_777), (BitConverter.ToInt32(layers, 2), BitConverter.ToInt32(layers, 6)));
    }

    [VmFact]
    public async Task Its_Motion_JPEG_becomes_pictures()
    {
        var camera = fixture.Camera;
        var source = new V4l2PictureSource(camera.Node.Path, new(640, 480, 30), TimeProvider.System);
        var (width, height, spread) = (0, 0, 0);
        await using var running = RunningCamera.Start(source, picture =>
        {
            (width, height) = (picture.Width, picture.Height);
            var (least, most) = (255, 0);
            foreach (var sample in picture.Luma)
                (least, most) = (Math.Min(least, sample), Math.Max(most, sample));
            spread = most - least;
        });
        await running.PicturesAsync(10);

        Assert.Equal((640, 480), (width, height));
        Assert.True(spread > 150, $"luma spreads over {spread}");
        Assert.True(source.Color.IsFullRange);
        Assert.EndsWith("MJPG", source.Description, StringComparison.Ordinal);
    }

    [VmTheory]
    [InlineData("torn")]
    [InlineData("empty")]
    [InlineData("error")]
    public async Task Damaged_pictures_are_left_out_and_good_ones_follow(string damage)
    {
        var camera = fixture.Camera;
        var source = new V4l2PictureSource(camera.Node.Path, new(640, 480, 30), TimeProvider.System);
        await using (var running = RunningCamera.Start(source))
        {
            await running.PicturesAsync(5);
            await camera.TellAsync(damage);
            var (message, took) = await running.FailureAsync();
            Assert.Matches("has given (only damaged pictures|no picture) for 2", message);
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(3.5));
        }

        await camera.TellAsync("sound");
        await using var again = RunningCamera.Start(source);
        await again.PicturesAsync(5);
    }

    [VmFact]
    public async Task A_camera_that_falls_silent_is_noticed_and_works_again()
    {
        var camera = fixture.Camera;
        var source = Encoded(camera);
        await using (var running = RunningCamera.Start(source))
        {
            await running.PicturesAsync(10);
            await camera.TellAsync("stall");
            Assert.Contains("has given no picture for 2", (await running.FailureAsync()).Message, StringComparison.Ordinal);
        }

        await camera.TellAsync("resume");
        await using var again = RunningCamera.Start(source);
        await again.PicturesAsync(5);
    }

    [VmFact]
    public async Task The_cable_is_pulled_and_plugged_in_ten_times()
    {
        var camera = fixture.Camera;
        var source = Encoded(camera);
        for (var i = 0; i < 10; i++)
        {
            await using var running = RunningCamera.Start(source);
            await running.PicturesAsync(3);
            await camera.TellAsync("unplug");
            var (message, took) = await running.FailureAsync();
            Assert.Contains("was unplugged", message, StringComparison.Ordinal);
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(3));
            await camera.Node.GoneAsync();
            await camera.PlugAsync();
        }
    }

    private static V4l2EncodedSource Encoded(UvcCamera camera) => new(camera.Node.Path, new(640, 480, 30), Settings, TimeProvider.System);

    private static List<byte[]> Units(byte[] stream)
    {
        var units = new List<byte[]>();
        var splitter = new AccessUnitSplitter();
        _ = splitter.Append(stream, 0, (unit, _) => units.Add(unit.ToArray()));
        splitter.Flush((unit, _) => units.Add(unit.ToArray()));
        return units;
    }
}
