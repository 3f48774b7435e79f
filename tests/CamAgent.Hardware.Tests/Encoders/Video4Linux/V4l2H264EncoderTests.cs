using CamAgent.Hardware.Encoders.Video4Linux;
using CamAgent.Hardware.H264;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Tests.Encoders.Video4Linux;

public sealed class V4l2H264EncoderTests
{
    private const uint Base = 0x0099_0900;
    private const uint Bitrate = Base + 207;
    private const uint ForceKeyFrame = Base + 229;

    private static readonly VideoFormat Format = new(640, 360, 30);
    private static readonly EncoderSettings Settings = new(1_000_000, 4_000_000, TimeSpan.FromSeconds(10));
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1.0 / 30);

    private readonly ManualTimeProvider _time = new();
    private readonly I420Buffer _buffer = new(640, 360);
    private readonly List<(byte[] Data, long Timestamp, bool IsKeyFrame)> _units = [];
    private readonly List<TimeSpan> _waits = [];
    private V4l2H264Encoder? _encoder;
    private int _pictures;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Everything_is_set_up_in_the_order_of_the_kernels_document(bool isMultiplanar)
    {
        var device = Device(isMultiplanar: isMultiplanar);
        Encode(device, 2);
        Assert.Equal(
            ["S_FMT CAPTURE", "S_FMT OUTPUT", "S_PARM OUTPUT", "controls", "REQBUFS OUTPUT", "REQBUFS CAPTURE", "STREAMON OUTPUT", "STREAMON CAPTURE"],
            device.Setup);
        Assert.Equal((1u, 30u), device.Interval);
        Assert.Equal([(true, 0L), (false, 1L)], Units);
        Assert.Equal("/dev/video11 Simulated encoder (mmap)", _encoder!.Description);
    }

    [Fact]
    public void A_padded_size_is_cut_by_the_selection_between_the_interval_and_the_buffers()
    {
        var device = new SimulatedEncoder(_time) { HeightAlignment = 16, Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        Encode(device, 1);
        Assert.Equal(new SelectionRectangle(0, 0, 640, 360), device.Crop);
        Assert.Equal(2, device.Setup.IndexOf("S_SELECTION"));
        Assert.Equal("S_FMT OUTPUT", device.Setup[1]);
    }

    [Fact]
    public void Without_a_selection_what_lies_beside_the_picture_is_black()
    {
        var device = new SimulatedEncoder(_time) { HeightAlignment = 16, HasCrop = false, Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        _buffer.Luma.Fill(200);
        Encode(device, 1);
        Assert.Equal((200, 16, 128), (device.LastInput[(359 * 640) + 639], device.LastInput[360 * 640], device.LastInput[^1]));
    }

    [Fact]
    public void An_encoder_that_delays_gives_each_unit_the_timestamp_of_its_own_picture()
    {
        var device = Device(delay: 2);
        Encode(device, 6);
        Assert.Equal([0L, 1, 2, 3], _units.Select(unit => unit.Timestamp));
        // Once the depth is known nobody waits for what cannot come.
        Assert.True(_waits[^1] < Interval / 2, $"waited {_waits[^1]}");
        _encoder!.Drain(Collect);
        Assert.Equal([0L, 1, 2, 3, 4, 5], _units.Select(unit => unit.Timestamp));
    }

    [Fact]
    public void A_picture_that_the_encoder_drops_does_not_shift_the_others()
    {
        var device = Device();
        device.Drops = picture => picture % 3 == 1;
        Encode(device, 9);
        Assert.Equal([0L, 2, 3, 5, 6, 8], _units.Select(unit => unit.Timestamp));
        Assert.Equal(3, _encoder!.SwallowedPictures);
    }

    [Fact]
    public void A_driver_that_does_not_copy_timestamps_is_read_in_order()
    {
        var device = new SimulatedEncoder(_time) { CopiesTimestamps = false, Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        Encode(device, 4);
        Assert.Equal([0L, 1, 2, 3], _units.Select(unit => unit.Timestamp));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Every_key_frame_has_its_parameter_sets_however_the_driver_gives_them(bool separate, bool once)
    {
        var device = new SimulatedEncoder(_time)
        {
            SeparatesHeaders = separate,
            GivesHeadersOnce = once,
            Controls = { [Bitrate] = (0, 25_000, 25_000_000), [Base + 358] = (0, 0, 1000) },
        };
        Encode(device, 10, Settings with { KeyFrameInterval = 4 * Interval });
        Assert.Equal([0L, 4, 8], _units.Where(unit => unit.IsKeyFrame).Select(unit => unit.Timestamp));
        Assert.All(
            _units.Where(unit => unit.IsKeyFrame),
            unit => Assert.Equal(
                [NalUnitType.SequenceParameterSet, NalUnitType.PictureParameterSet, NalUnitType.IdrSlice], SyntheticStream.Types(unit.Data)));
    }

    [Fact]
    public void A_picture_larger_than_a_buffer_comes_together_again()
    {
        var device = new SimulatedEncoder(_time) { CaptureCapacity = 128, Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        Encode(device, 3);
        Assert.Equal([0L, 1, 2], _units.Select(unit => unit.Timestamp));
        Assert.Equal(SyntheticStream.Slice(idr: true, 400, sliceType: 7, seed: 0), _units[0].Data[^SyntheticStream.Slice(true, 400, sliceType: 7, seed: 0).Length..]);
    }

    [Fact]
    public void Empty_buffers_are_passed_over()
    {
        var device = Device();
        device.GivesEmptyBuffers = true;
        Encode(device, 5);
        Assert.Equal([0L, 1, 2, 3, 4], _units.Select(unit => unit.Timestamp));
    }

    [Fact]
    public void A_broken_picture_is_left_out_and_a_key_frame_follows()
    {
        var device = Device();
        device.Spoils = picture => picture == 2;
        Encode(device, 6);
        Assert.DoesNotContain(2L, _units.Select(unit => unit.Timestamp));
        Assert.Equal([0L, 3L], _units.Where(unit => unit.IsKeyFrame).Select(unit => unit.Timestamp));
        Assert.Equal(1, _encoder!.DamagedPictures);
    }

    [Fact]
    public void A_forced_key_frame_is_asked_for_once_and_comes_with_the_next_picture()
    {
        var device = Device(delay: 2);
        Encode(device, 5);
        for (var i = 0; i < 5; i++)
        {
            if (!_units.Exists(unit => unit.IsKeyFrame && unit.Timestamp > 0))
                _encoder!.ForceKeyFrame();
            Encode(device, 1);
        }

        Assert.Equal([0, 5], device.KeyPictures);
        Assert.Single(device.ControlsSet, control => control.Id == ForceKeyFrame);
    }

    [Fact]
    public void A_key_frame_that_the_encoder_drops_is_asked_for_again()
    {
        var device = Device();
        device.Drops = picture => picture == 3;
        Encode(device, 3);
        _encoder!.ForceKeyFrame();
        Encode(device, 4);
        Assert.Equal(2, device.ControlsSet.Count(control => control.Id == ForceKeyFrame));
        Assert.Equal(2, _units.Count(unit => unit.IsKeyFrame));
    }

    [Fact]
    public void Where_none_can_be_forced_a_key_frame_comes_by_a_reset()
    {
        var device = new SimulatedEncoder(_time) { Delay = 1, Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        Encode(device, 5);
        for (var i = 0; i < 4; i++)
        {
            if (_units.Count(unit => unit.IsKeyFrame) < 2)
                _encoder!.ForceKeyFrame();
            Encode(device, 1);
        }

        Assert.Equal([0, 5], device.KeyPictures);
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6, 7], _units.Select(unit => unit.Timestamp));
    }

    [Fact]
    public void The_first_picture_needs_no_asking()
    {
        var device = Device();
        _encoder = Open(device);
        _encoder.ForceKeyFrame();
        Encode(device, 3);
        Assert.DoesNotContain(device.ControlsSet, control => control.Id == ForceKeyFrame);
        Assert.Equal([0], device.KeyPictures);
    }

    [Fact]
    public void A_new_bitrate_reaches_the_device_while_it_runs_and_can_be_read_back()
    {
        var device = Device();
        Encode(device, 2);
        _encoder!.SetBitrate(300_000);
        Assert.Equal(300_000, _encoder.DeviceBitrate);
        Assert.Equal(300_000, device.Controls[Bitrate].Value);
        _encoder.SetBitrate(10);
        Assert.Equal(25_000, _encoder.DeviceBitrate);
    }

    [Fact]
    public void A_bitrate_that_the_driver_fixes_while_streaming_is_changed_by_a_reset()
    {
        var device = new SimulatedEncoder(_time) { FixesBitrateWhileStreaming = true, Delay = 1, Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        Encode(device, 4);
        _encoder!.SetBitrate(300_000);
        Encode(device, 4);
        Assert.Equal(300_000, device.Controls[Bitrate].Value);
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6], _units.Select(unit => unit.Timestamp));
        Assert.Equal([0, 4], device.KeyPictures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_drain_gives_what_is_inside_and_ends_with_the_last_buffer_or_the_event(bool signalsLast)
    {
        var device = new SimulatedEncoder(_time) { Delay = 2, SignalsLast = signalsLast, Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        Encode(device, 5);
        var start = _time.GetTimestamp();
        _encoder!.Drain(Collect);
        Assert.Equal([0L, 1, 2, 3, 4], _units.Select(unit => unit.Timestamp));
        Assert.True(_time.GetElapsedTime(start) < TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void An_encoder_that_is_full_drops_the_picture_and_never_waits_longer_than_a_frame_interval()
    {
        var device = Device();
        device.CodingTime = 3 * Interval;
        Encode(device, 30);
        Assert.InRange(_encoder!.DroppedPictures, 15, 20);
        Assert.True(_waits.Max() <= Interval, $"waited {_waits.Max()}");
        Assert.Equal(_units.Select(unit => unit.Timestamp).Order(), _units.Select(unit => unit.Timestamp));
    }

    [Fact]
    public void A_hang_is_noticed_within_two_seconds_and_said()
    {
        var device = Device();
        device.HangsAt = 10;
        var start = TimeSpan.Zero;
        var exception = Assert.Throws<VideoSourceException>(() =>
        {
            Encode(device, 10);
            start = _time.GetElapsedTime(0);
            Encode(device, 100);
        });
        Assert.InRange((_time.GetElapsedTime(0) - start).TotalSeconds, 2, 2.2);
        Assert.StartsWith("The encoder /dev/video11 Simulated encoder has given nothing for 2.", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("or set video.encoder to software.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LibC.EIO, "input/output error")]
    [InlineData(LibC.ENODEV, "has gone: it was unplugged")]
    public void A_failure_is_said_in_words_and_everything_is_given_back(int error, string words)
    {
        var device = Device();
        (device.FailsAt, device.Fault) = (5, error);
        var message = Assert.Throws<VideoSourceException>(() => Encode(device, 20)).Message;
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.Equal(5, _units.Count);
        _encoder!.Dispose();
        Assert.Equal((0, false), (device.Mappings, device.IsOpen));
    }

    [Fact]
    public void B_pictures_are_refused_with_the_remedy()
    {
        var device = new SimulatedEncoder(_time) { MakesBPictures = true, Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        var message = Assert.Throws<VideoSourceException>(() => Encode(device, 3)).Message;
        Assert.Contains("B-pictures", message, StringComparison.Ordinal);
        Assert.Contains("set video.encoder to software", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_insists_on_B_pictures_is_refused_at_the_start()
    {
        var device = new SimulatedEncoder(_time) { Controls = { [Bitrate] = (0, 25_000, 25_000_000), [Base + 202] = (1, 1, 4) } };
        Assert.Contains("B-pictures", Assert.Throws<VideoSourceException>(() => Encode(device, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_larger_than_the_device_takes_is_refused_with_what_it_takes()
    {
        var device = new SimulatedEncoder(_time) { MaximumWidth = 480 };
        var message = Assert.Throws<VideoSourceException>(() => Open(device)).Message;
        Assert.Equal("The encoder /dev/video11 Simulated encoder takes pictures of 32x32 to 480x480, not 640x360.", message);
        Assert.False(device.IsOpen);
    }

    [Fact]
    public void Profile_level_and_the_rest_are_set_where_the_device_has_them()
    {
        var device = new SimulatedEncoder(_time)
        {
            Controls =
            {
                [Bitrate] = (0, 25_000, 25_000_000),
                [Base + 202] = (2, 0, 4),
                [Base + 206] = (1, 0, 1),
                [Base + 216] = (0, 0, 1),
                [Base + 226] = (0, 0, 1),
                [Base + 358] = (60, 0, int.MaxValue),
                [Base + 359] = (0, 0, 13),
                [Base + 363] = (4, 0, 4),
            },
        };
        Encode(device, 1, Settings with { MaximumBitsPerSecond = 16_000_000 });
        long Value(uint number) => device.Controls[Base + number].Value;
        // Constrained baseline, level 3.2 for the bitrate, VBR, headers with and before each IDR, no B, a key frame each 300 pictures.
        Assert.Equal((1, 10, 0), (Value(363), Value(359), Value(206)));
        Assert.Equal((1, 1, 0, 300), (Value(216), Value(226), Value(202), Value(358)));
        Assert.Equal(1_000_000, Value(207));
    }

    [Theory]
    [InlineData(H264Profile.High, 4)]
    [InlineData(H264Profile.Main, 2)]
    [InlineData(H264Profile.Baseline, 1)]
    public void Another_profile_is_taken_when_it_is_asked_for(H264Profile wanted, int set)
    {
        var device = new SimulatedEncoder(_time) { Controls = { [Bitrate] = (0, 25_000, 25_000_000), [Base + 363] = (0, 0, 4) } };
        Encode(device, 1, options: new() { Profile = wanted });
        Assert.Equal(set, device.Controls[Base + 363].Value);
    }

    [Fact]
    public void A_device_with_nothing_but_a_bitrate_will_do()
    {
        var device = new SimulatedEncoder(_time) { Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        Encode(device, 3);
        Assert.Equal(3, _units.Count);
    }

    [Theory]
    [InlineData("YU12")]
    [InlineData("YV12")]
    [InlineData("NV12")]
    [InlineData("NV21")]
    [InlineData("YUYV")]
    [InlineData("UYVY")]
    public void Pictures_are_written_in_the_format_and_stride_that_the_device_has(string format)
    {
        var device = new SimulatedEncoder(_time) { RawFormats = [format], StrideAlignment = 512, Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        _buffer.Luma.Fill(10);
        _buffer.Luma[(2 * 640) + 5] = 99;
        _buffer.Blue.Fill(20);
        _buffer.Red.Fill(30);
        _buffer.Blue[320 + 2] = 88;
        Encode(device, 1);
        var (stride, chroma) = format is "YUYV" or "UYVY" ? (1536, 0) : (1024, 1024 * 360);
        var (luma, blue) = format switch
        {
            "YU12" => ((2 * stride) + 5, chroma + 512 + 2),
            "YV12" => ((2 * stride) + 5, chroma + (512 * 180) + 512 + 2),
            "NV12" => ((2 * stride) + 5, chroma + 1024 + 4),
            "NV21" => ((2 * stride) + 5, chroma + 1024 + 5),
            "YUYV" => ((2 * stride) + 10, (2 * stride) + 9),
            _ => ((2 * stride) + 11, (2 * stride) + 8),
        };
        Assert.Equal((99, 88), (device.LastInput[luma], device.LastInput[blue]));
    }

    [Fact]
    public void Pictures_that_the_device_cannot_take_are_converted()
    {
        var device = new SimulatedEncoder(_time) { RawFormats = ["NV12"], Controls = { [Bitrate] = (0, 25_000, 25_000_000) } };
        var packed = new byte[640 * 360 * 2];
        for (var i = 0; i < packed.Length; i += 4)
            (packed[i], packed[i + 1], packed[i + 2], packed[i + 3]) = (50, 60, 51, 70);
        _encoder = Open(device);
        for (var i = 0; i < 2; i++)
            _encoder.Encode(RawPicture.PackedSamples(PictureLayout.Yuyv, 640, 360, packed, 1280, i), Collect);
        Assert.Equal([50, 51], device.LastInput[..2]);
        Assert.Equal([60, 70], device.LastInput[(640 * 360)..((640 * 360) + 2)]);
        Assert.Equal(2, _units.Count);
    }

    [Fact]
    public void Once_warm_nothing_is_allocated_for_a_picture()
    {
        var device = Device();
        AccessUnitHandler ignore = _ => { };
        Encode(device, 5);
        long allocated = -1;
        // Code that has not been compiled for good yet still boxes: once it is, there is nothing left. The simulation's own share is taken off.
        for (var picture = 5; picture < 20_000 && allocated != 0; picture++)
        {
            var (before, all) = (device.Allocated, GC.GetAllocatedBytesForCurrentThread());
            _encoder!.Encode(_buffer.AsPicture(picture), ignore);
            allocated = GC.GetAllocatedBytesForCurrentThread() - all - (device.Allocated - before);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Ten_encoders_one_after_the_other_leave_nothing_behind()
    {
        for (var i = 0; i < 10; i++)
        {
            var device = Device();
            _encoder = null;
            Encode(device, 3);
            _encoder!.Dispose();
            _encoder.Dispose();
            Assert.Equal((0, false), (device.Mappings, device.IsOpen));
        }

        Assert.Throws<ObjectDisposedException>(() => _encoder!.ForceKeyFrame());
    }

    private IEnumerable<(bool, long)> Units => _units.Select(unit => (unit.IsKeyFrame, unit.Timestamp));

    private SimulatedEncoder Device(int delay = 0, bool isMultiplanar = false) => new(_time)
    {
        Delay = delay,
        IsMultiplanar = isMultiplanar,
        Controls = { [Bitrate] = (10_000_000, 25_000, 25_000_000), [ForceKeyFrame] = (0, 0, 0) },
    };

    private V4l2H264Encoder Open(SimulatedEncoder device, EncoderSettings? settings = null, V4l2EncoderOptions? options = null) => V4l2H264Encoder.Open(
        VideoDevice.Open("/dev/video11", device, V4l2Abi.Current), Format, ColorDescription.Bt709, settings ?? Settings, options ?? new(), _time);

    /// <summary>Pictures at the frame rate, as far as the encoder lets.</summary>
    private void Encode(SimulatedEncoder device, int count, EncoderSettings? settings = null, V4l2EncoderOptions? options = null)
    {
        _encoder ??= Open(device, settings, options);
        for (var i = 0; i < count; i++, _pictures++)
        {
            var start = _time.GetTimestamp();
            _encoder.Encode(_buffer.AsPicture(_pictures), Collect);
            _waits.Add(_time.GetElapsedTime(start));
            if (_waits[^1] < Interval)
                _time.Advance(Interval - _waits[^1]);
        }
    }

    private void Collect(AccessUnit unit) => _units.Add((unit.Data.ToArray(), unit.CaptureTimestamp, unit.IsKeyFrame));
}
