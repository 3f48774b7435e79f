using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Capture;
using CamAgent.Hardware.Video4Linux.Controls;

namespace CamAgent.Hardware.Tests.Video4Linux;

public sealed class V4l2EncodedSourceTests : IDisposable
{
    private static readonly EncoderSettings Settings = new(1_000_000, 4_000_000, TimeSpan.FromSeconds(2));
    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    [Fact]
    public void Each_buffer_is_an_access_unit_at_once()
    {
        var camera = Camera(static picture => picture % 5 == 0 ? SyntheticStream.KeyUnit(seed: picture) : SyntheticStream.DeltaUnit(seed: picture));
        var pictures = new List<int>();

        var units = Run(camera, 12, source => pictures.Add(camera.Pictures), out var source);

        Assert.Equal([true, false, false, false, false, true], units.Take(6).Select(static unit => unit.IsKeyFrame));
        // The picture's own buffer, not the next, has completed it.
        Assert.Equal(Enumerable.Range(1, 12), pictures);
        Assert.Equal((1280, 720, "42C01F"), (source.Format.Width, source.Format.Height, source.Profile?.ToString().ToUpperInvariant()));
        Assert.False(source.CanControlEncoder);
    }

    [Fact]
    public void Parameter_sets_that_came_once_are_put_before_every_key_frame()
    {
        var camera = Camera(static picture => picture == 0 ? SyntheticStream.KeyUnit() : SyntheticStream.Unit(SyntheticStream.Slice(idr: true, 100)));

        var units = Run(camera, 3, static _ => { }, out _);

        Assert.All(units, static unit => Assert.Equal(
            [NalUnitType.SequenceParameterSet, NalUnitType.PictureParameterSet, NalUnitType.IdrSlice], SyntheticStream.Types(unit.Data)));
    }

    [Fact]
    public void Until_the_first_key_frame_nothing_is_handed_on()
    {
        var camera = Camera(static picture => picture < 4 ? SyntheticStream.DeltaUnit() : SyntheticStream.KeyUnit());

        Assert.True(Run(camera, 1, static _ => { }, out _)[0].IsKeyFrame);
    }

    [Fact]
    public void A_picture_spread_over_several_buffers_is_put_together()
    {
        var whole = SyntheticStream.KeyUnit(length: 400);
        var camera = Camera(picture => picture % 2 == 0 ? whole[..200] : whole[200..]);

        var units = Run(camera, 20, static _ => { }, out _);

        Assert.All(units.Skip(5), unit => Assert.Equal(whole, unit.Data));
    }

    [Fact]
    public void A_camera_without_key_frames_has_failed()
    {
        var exception = Assert.Throws<VideoSourceException>(() => Run(Camera(static _ => SyntheticStream.DeltaUnit()), 1, static _ => { }, out _));

        Assert.StartsWith("/dev/video0 has given no H.264 that can be shown (its pictures all refer to earlier ones", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_H264_is_refused_in_words()
    {
        var random = new Random(1);
        var exception = Assert.Throws<VideoSourceException>(() => Run(
            Camera(picture =>
            {
                var noise = new byte[4000];
                random.NextBytes(noise);
                return noise;
            }),
            1,
            static _ => { },
            out _));

        Assert.NotEmpty(exception.Message);
    }

    [Fact]
    public void Noise_between_pictures_is_left_out()
    {
        byte[] noise = [0, 0, 1, 0xFF, 1, 2, 3, 4];
        var camera = Camera(picture => picture % 4 == 3 ? noise : SyntheticStream.KeyUnit(seed: picture));

        Assert.Equal(9, Run(camera, 9, static _ => { }, out _).Count);
        Assert.Equal(11, camera.Pictures);
    }

    [Fact]
    public void B_pictures_are_refused_in_words()
    {
        var camera = Camera(static picture => picture == 0 ? SyntheticStream.KeyUnit() : SyntheticStream.Unit(SyntheticStream.Slice(idr: false, 50, sliceType: 6)));

        var exception = Assert.Throws<VideoSourceException>(() => Run(camera, 9, static _ => { }, out _));

        Assert.StartsWith("/dev/video0 has B-pictures", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoder_that_can_be_told_is_told()
    {
        var camera = Controllable();

        Run(
            camera,
            30,
            source =>
            {
                if (camera.Pictures == 10)
                    source.SetBitrate(2_345_678);
                if (camera.Pictures == 20)
                    source.SetBitrate(90_000_000);
            },
            out var source,
            after: 15,
            check: () => Assert.Equal(2_325_000, Value(camera, ControlId.Bitrate)));

        Assert.True(source.CanControlEncoder);
        // Limited by the settings, in the steps of the device; 2 s of 30 pictures.
        Assert.Equal((4_000_000, 1, 60), (Value(camera, ControlId.Bitrate), Value(camera, ControlId.RepeatSequenceHeader), Value(camera, ControlId.H264IntraPeriod)));
    }

    [Fact]
    public void A_key_frame_is_asked_for_once_for_each_wish()
    {
        var camera = Controllable();
        var forced = camera.Controls.Single(static control => control.Id == ControlId.ForceKeyFrame);
        var asked = 0;
        camera.Fill = (picture, memory) =>
        {
            asked += (int)forced.Value;
            var isKey = picture == 0 || picture == 12;
            forced.Value = 0;
            return Write(isKey ? SyntheticStream.KeyUnit() : SyntheticStream.DeltaUnit(), memory);
        };

        Run(
            camera,
            20,
            source =>
            {
                if (camera.Pictures is 5 or 6 or 16)
                    source.RequestKeyFrame();
            },
            out _);

        Assert.Equal(2, asked);
    }

    [Fact]
    public void A_USB_cameras_encoder_is_told_through_its_extension_unit()
    {
        using var folder = new TemporaryFolder();
        UsbCamera(folder);
        var told = new List<string>();
        var camera = Camera(static picture => picture is 0 or 20 ? SyntheticStream.KeyUnit() : SyntheticStream.DeltaUnit());
        camera.ExtensionUnit = (query, data) =>
        {
            const byte GetLength = 0x85;
            Assert.Equal(4, query.Unit);
            if (query.Query == GetLength)
                data[0] = query.Selector == 9 ? (byte)4 : (byte)10;
            else
                told.Add($"{query.Selector}: {Convert.ToHexString(data)}");
            return 0;
        };

        Run(
            camera,
            25,
            source =>
            {
                if (camera.Pictures == 5)
                    source.SetBitrate(0x123456);
                if (camera.Pictures is 10 or 11)
                    source.RequestKeyFrame();
            },
            out var source,
            classes: folder.PathOf("class"));

        Assert.True(source.CanControlEncoder);
        // Layer 0: the bitrate to begin with as peak and mean, the new one, one IDR picture with parameter sets.
        Assert.Equal(["14: 000040420F0040420F00", "14: 00005634120056341200", "9: 00000200"], told, StringComparer.Ordinal);
    }

    [Fact]
    public void A_unit_whose_controls_have_another_length_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        UsbCamera(folder);
        var camera = Camera(static _ => SyntheticStream.KeyUnit());
        var told = 0;
        camera.ExtensionUnit = (query, data) =>
        {
            data[0] = 6;
            told += query.Query == 1 ? 1 : 0;
            return 0;
        };

        Run(camera, 5, static source => source.RequestKeyFrame(), out var source, classes: folder.PathOf("class"));

        Assert.Equal((0, false), (told, source.CanControlEncoder));
    }

    [Fact]
    public void After_a_damaged_picture_a_key_frame_is_asked_for()
    {
        var camera = Controllable();
        var fill = camera.Fill;
        camera.FlagsOf = static picture => picture == 4 ? BufferFlags.Error : BufferFlags.None;

        var units = Run(camera, 8, static _ => { }, out _);

        Assert.Equal(8, units.Count);
        Assert.Equal(1, Value(camera, ControlId.ForceKeyFrame));
    }

    private static void UsbCamera(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder.PathOf("usb/1-1/1-1:1.0"));
        folder.Write("usb/1-1/descriptors", Uvc.UsbDescriptorsTests.Device());
        File.WriteAllText(folder.PathOf("usb/1-1/1-1:1.0/bInterfaceNumber"), "00\n");
        Directory.CreateDirectory(folder.PathOf("usb/1-1/1-1:1.0/video4linux/video0"));
        Directory.CreateSymbolicLink(folder.PathOf("usb/1-1/1-1:1.0/video4linux/video0/device"), "../../../1-1:1.0");
        Directory.CreateDirectory(folder.PathOf("class"));
        Directory.CreateSymbolicLink(folder.PathOf("class/video0"), "../usb/1-1/1-1:1.0/video4linux/video0");
    }

    private static SimulatedCamera.Filling Filling(Func<int, byte[]> units) => (picture, memory) => Write(units(picture), memory);

    private static int Write(byte[] unit, Span<byte> memory)
    {
        unit.CopyTo(memory);
        return unit.Length;
    }

    private static long Value(SimulatedCamera camera, uint id) => camera.Controls.Single(control => control.Id == id).Value;

    private SimulatedCamera Camera(Func<int, byte[]> units)
    {
        var camera = new SimulatedCamera(_time) { Fill = Filling(units) };
        camera.Formats[0] = new("H264", [(1280, 720)], [30]);
        return camera;
    }

    private SimulatedCamera Controllable()
    {
        var camera = Camera(static picture => picture == 0 ? SyntheticStream.KeyUnit() : SyntheticStream.DeltaUnit());
        camera.Controls.Add(new(ControlId.Bitrate, "Bitrate", ControlType.Integer, 25_000, 25_000_000, Step: 25_000));
        camera.Controls.Add(new(ControlId.ForceKeyFrame, "Force Key Frame", ControlType.Button, 0, 0));
        camera.Controls.Add(new(ControlId.RepeatSequenceHeader, "Repeat Sequence Header", ControlType.Boolean, 0, 1));
        camera.Controls.Add(new(ControlId.H264IntraPeriod, "H264 I-Frame Period", ControlType.Integer, 0, 1000));
        return camera;
    }

    private List<(byte[] Data, bool IsKeyFrame)> Run(
        SimulatedCamera camera, int count, Action<V4l2EncodedSource> onUnit, out V4l2EncodedSource source, int after = 0, Action? check = null, string classes = "/none")
    {
        var units = new List<(byte[], bool)>();
        var running = new V4l2EncodedSource("/dev/video0", new(1280, 720, 30), Settings, _time, CaptureTiming.Default, new(), path => camera.Open(path), classes);
        running.Run(
            unit =>
            {
                units.Add((unit.Data.ToArray(), unit.IsKeyFrame));
                onUnit(running);
                if (units.Count == after)
                    check?.Invoke();
                if (units.Count == count)
                    _stop.Cancel();
            },
            _stop.Token);
        source = running;
        return units;
    }
}
