using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Tests.Video4Linux;

public sealed class VideoDevicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, SimulatedCamera> _cameras = new(StringComparer.Ordinal);
    private readonly VideoDevices _devices;

    public VideoDevicesTests() => _devices = new(_folder.PathOf("dev"), _folder.PathOf("sys"), Open);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nodes_are_listed_by_number()
    {
        Plug("video10", new(new()));
        Plug("video2", new(new()));
        Plug("video", new(new()));
        Plug("videophone", new(new()));

        Assert.Equal(["video2", "video10"], _devices.Enumerate().Select(static device => Path.GetFileName(device.Path)), StringComparer.Ordinal);
    }

    [Fact]
    public void A_node_that_cannot_be_asked_is_listed_with_the_reason()
    {
        Plug("video0", new(new()) { Fails = static _ => LibC.EIO });
        Directory.CreateDirectory(_folder.PathOf("sys/video0"));
        File.WriteAllText(_folder.PathOf("sys/video0/name"), "bcm2835-isp\n");

        var device = Assert.Single(_devices.Enumerate());

        Assert.Equal(("bcm2835-isp", null), (device.Name, device.Capabilities));
        Assert.Contains("input/output error", device.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_captures_is_a_camera()
    {
        Plug("video0", new(new()));
        Plug("video1", new(new()) { Flags = 0x04A0_0000 });
        Plug("video10", new(new()) { Flags = 0x0420_4000 });

        Assert.Equal(["video0"], _devices.Cameras().Select(static device => Path.GetFileName(device.Path)), StringComparer.Ordinal);
    }

    [Fact]
    public void A_camera_with_a_serial_number_is_itself_in_any_socket()
    {
        Plug("video0", new(new()) { Bus = "usb-1.1" });
        Link("usb-Maker_Model_1234-video-index0", "video0");
        var identity = _devices.Enumerate()[0].Identity!;
        File.Delete(_folder.PathOf("dev/video0"));
        Plug("video1", new(new()) { Bus = "usb-1.1" });
        Plug("video4", new(new()) { Bus = "usb-2.3" });
        Link("usb-Maker_Model_1234-video-index0", "video4");
        Link("usb-Maker_Model_9999-video-index0", "video1");

        Assert.True(_devices.TryFind(identity, out var found));
        Assert.Equal("video4", Path.GetFileName(found.Path));
    }

    [Fact]
    public void Without_a_serial_number_the_socket_tells_two_alike_apart()
    {
        Plug("video0", new(new()) { Bus = "usb-1.1" });
        var identity = _devices.Enumerate()[0].Identity!;
        File.Delete(_folder.PathOf("dev/video0"));
        Plug("video1", new(new()) { Bus = "usb-1.2" });
        Plug("video3", new(new()) { Bus = "usb-1.1" });

        Assert.True(_devices.TryFind(identity, out var found));
        Assert.Equal("video3", Path.GetFileName(found.Path));
    }

    [Fact]
    public void The_only_one_of_its_model_is_found_in_another_socket_but_not_one_of_two()
    {
        Plug("video0", new(new()) { Bus = "usb-1.1" });
        var identity = _devices.Enumerate()[0].Identity!;
        File.Delete(_folder.PathOf("dev/video0"));
        Plug("video1", new(new()) { Bus = "usb-1.2" });

        Assert.True(_devices.TryFind(identity, out _));
        Plug("video2", new(new()) { Bus = "usb-1.3" });
        Assert.False(_devices.TryFind(identity, out _));
    }

    [Fact]
    public void A_cameras_second_node_is_not_the_camera()
    {
        Plug("video0", new(new()));
        Directory.CreateDirectory(_folder.PathOf("sys/video1"));
        File.WriteAllText(_folder.PathOf("sys/video1/index"), "1\n");
        var identity = _devices.Enumerate()[0].Identity!;
        File.Delete(_folder.PathOf("dev/video0"));
        Plug("video1", new(new()));

        Assert.False(_devices.TryFind(identity, out _));
    }

    private VideoDevice Open(string path) => VideoDevice.Open(path, _cameras[Path.GetFileName(path)].Again(), V4l2Abi.Current);

    private void Plug(string name, SimulatedCamera camera)
    {
        Directory.CreateDirectory(_folder.PathOf("dev"));
        File.WriteAllText(_folder.PathOf($"dev/{name}"), "");
        _cameras[name] = camera;
    }

    private void Link(string name, string target)
    {
        Directory.CreateDirectory(_folder.PathOf("dev/v4l/by-id"));
        File.Delete(_folder.PathOf($"dev/v4l/by-id/{name}"));
        File.CreateSymbolicLink(_folder.PathOf($"dev/v4l/by-id/{name}"), $"../../{target}");
    }
}
