using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Controls;
using CamAgent.Hardware.Video4Linux.Formats;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Tests.Video4Linux;

public sealed class VideoDeviceTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_device_says_what_it_is()
    {
        using var device = new SimulatedCamera(_time) { Driver = "uvcvideo", Card = "HD Webcam: HD Webcam", Bus = "usb-0000:01:00.0-1.2" }.Open();

        var capabilities = device.Capabilities;
        Assert.Equal(("uvcvideo", "HD Webcam: HD Webcam", "usb-0000:01:00.0-1.2"), (capabilities.Driver, capabilities.Card, capabilities.BusInformation));
        Assert.True(capabilities is { IsCapture: true, IsMemoryToMemory: false, IsOutput: false, CanStream: true, IsMultiplanar: false });
    }

    [Theory]
    [InlineData(0x0420_4000u, false, true, false)]
    [InlineData(0x0420_8000u, false, true, false)]
    [InlineData(0x0420_3000u, false, true, false)]
    [InlineData(0x0400_0002u, false, false, true)]
    [InlineData(0x0480_0000u, false, false, false)]
    [InlineData(0x0420_1000u, true, false, false)]
    public void Cameras_are_told_from_codecs_displays_and_metadata(uint flags, bool isCapture, bool isMemoryToMemory, bool isOutput)
    {
        using var device = new SimulatedCamera(_time) { Flags = flags }.Open();

        var capabilities = device.Capabilities;
        Assert.Equal((isCapture, isMemoryToMemory, isOutput), (capabilities.IsCapture, capabilities.IsMemoryToMemory, capabilities.IsOutput));
    }

    [Fact]
    public void A_node_that_is_no_camera_is_refused_in_words()
    {
        var exception = Assert.Throws<VideoDeviceException>(() => VideoDevice.Open("/dev/null"));

        Assert.Equal("/dev/null is no camera: it is not a Video4Linux device.", exception.Message);
    }

    [Fact]
    public void A_node_that_is_not_there_is_refused_in_words()
    {
        var exception = Assert.Throws<VideoDeviceException>(() => VideoDevice.Open("/dev/video-none"));

        Assert.Equal(LibC.ENOENT, exception.Error);
        Assert.StartsWith("There is no /dev/video-none: is the camera plugged in", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_permission_comes_with_the_remedy() =>
        Assert.Contains("add the user to the group video", DeviceFault.Opening("/dev/video0", LibC.EACCES).Message, StringComparison.Ordinal);

    [Fact]
    public void Who_uses_a_device_is_named()
    {
        using var folder = new TemporaryFolder();
        var (device, process) = (folder.PathOf("video0"), Path.Combine(folder.PathOf("proc"), "4711"));
        File.WriteAllText(device, "");
        Directory.CreateDirectory(Path.Combine(process, "fd"));
        File.CreateSymbolicLink(Path.Combine(process, "fd", "3"), device);
        File.WriteAllText(Path.Combine(process, "comm"), "motion\n");

        Assert.Equal(["motion (process 4711)"], DeviceUsers.Find(device, folder.PathOf("proc")));
    }

    [Fact]
    public void Formats_sizes_and_rates_are_listed()
    {
        using var device = new SimulatedCamera(_time).Open();

        var format = Assert.Single(device.Formats(BufferType.VideoCapture));
        Assert.Equal("YUYV", format.PixelFormat.ToString());
        Assert.Equal([FrameSize.Discrete(640, 480), FrameSize.Discrete(1280, 720)], device.FrameSizes(format.PixelFormat));
        Assert.Equal([30.0, 10.0], device.FrameIntervals(format.PixelFormat, 640, 480).Select(static interval => interval.Shortest.PerSecond));
    }

    [Fact]
    public void Lists_without_end_are_cut_off()
    {
        using var device = VideoDevice.Open("/dev/video0", new EndlessDevice(), V4l2Abi.Current);

        Assert.Equal(VideoDevice.MaximumFormats, device.Formats(BufferType.VideoCapture).Count);
        Assert.Equal(VideoDevice.MaximumSizes, device.FrameSizes(PixelFormat.Yuyv).Count);
        Assert.Equal(VideoDevice.MaximumIntervals, device.FrameIntervals(PixelFormat.Yuyv, 640, 480).Count);
        var controls = device.Controls.Query();
        Assert.Equal(DeviceControls.MaximumControls, controls.Count);
        Assert.All(controls, static control => Assert.Equal(DeviceControls.MaximumMenuItems, control.Items.Count));
    }

    [Fact]
    public void A_list_of_controls_that_goes_in_circles_ends()
    {
        var calls = 0;
        using var device = new SimulatedCamera(_time)
        {
            Controls = { new(0x0098_0900, "One", ControlType.Integer, 0, 1) },
            Tamper = (request, argument) =>
            {
                if (request == V4l2Requests.QueryExtControl)
                    argument.Set32(0, (uint)(0x0098_0900 + (calls++ % 3)));
            },
        }.Open();

        Assert.InRange(device.Controls.Query().Count, 1, 3);
    }

    [Fact]
    public void What_is_not_printable_in_a_name_becomes_question_marks()
    {
        using var device = new SimulatedCamera(_time) { Card = "Ca\u0001m\u00ffera without an end, 32 lett" }.Open();

        Assert.Equal("Ca?m?era without an end, 32 lett", device.Capabilities.Card);
    }

    [Fact]
    public void A_format_is_set_and_read_back()
    {
        using var device = new SimulatedCamera(_time).Open();

        var format = device.SetFormat(BufferType.VideoCapture, PixelFormat.Yuyv, 1280, 720);

        Assert.Equal(("YUYV 1280x720", 2560, 1280 * 720 * 2), (format.ToString(), format.Planes[0].BytesPerLine, format.Planes[0].SizeImage));
        Assert.True(device.TrySetFrameInterval(BufferType.VideoCapture, Fraction.OfFrameRate(10), out var interval));
        Assert.Equal(10, interval.PerSecond);
    }

    [Fact]
    public void A_multiplanar_format_has_its_planes()
    {
        using var device = new SimulatedCamera(_time) { Flags = SimulatedCamera.CaptureMultiplanar, Formats = { new("NM12", [(640, 480)], [30]) } }.Open();

        var format = device.SetFormat(BufferType.VideoCaptureMultiplanar, PixelFormat.Nv12Multiplanar, 640, 480);

        Assert.Equal([new(640 * 480, 640), new PlaneFormat(640 * 480 / 2, 640)], format.Planes);
    }

    [Theory]
    [InlineData(4_000_000_000u)]
    [InlineData(100_000u)]
    public void A_picture_that_cannot_be_is_not_believed(uint width)
    {
        using var device = new SimulatedCamera(_time) { Tamper = (_, argument) => argument.Set32(V4l2Abi.Current.FormatUnion, width) }.Open();

        Assert.Throws<VideoDeviceException>(() => device.GetFormat(BufferType.VideoCapture));
    }

    [Theory]
    [InlineData(7u, 0u, true)]
    [InlineData(8u, 0u, false)]
    [InlineData(8u, 1u, true)]
    [InlineData(7u, 2u, false)]
    public void Full_range_is_said_or_follows_from_the_colorspace(uint colorspace, uint quantization, bool isFullRange) =>
        Assert.Equal(isFullRange, new Colorimetry(colorspace, 0, quantization, 0).ToColorDescription().IsFullRange);

    /// <summary>Has an answer to everything, for ever.</summary>
    private sealed class EndlessDevice : IVideoDeviceCalls
    {
        private uint _control;

        public int Ioctl(uint request, Span<byte> argument)
        {
            switch (request)
            {
                case V4l2Requests.EnumerateFrameSizes:
                    argument.Set32(8, 1);
                    argument.Set32(12, 640);
                    argument.Set32(16, 480);
                    break;
                case V4l2Requests.EnumerateFrameIntervals:
                    argument.Set32(16, 1);
                    argument.Set64(20, 0x1E_0000_0001);
                    break;
                case V4l2Requests.QueryExtControl:
                    argument.Set32(0, ++_control);
                    argument.Set32(4, (uint)ControlType.Menu);
                    argument.Set64(48, long.MaxValue);
                    break;
            }

            return 0;
        }

        public int Map(nuint length, uint offset, bool isWritable, out nint address)
        {
            address = 0;
            return LibC.ENOMEM;
        }

        public void Unmap(nint address, nuint length)
        {
        }

        public int Poll(DeviceEvents wanted, int wakeUpDescriptor, int timeoutMilliseconds, out DeviceEvents ready)
        {
            ready = wanted;
            return 0;
        }

        public void Dispose()
        {
        }
    }
}
