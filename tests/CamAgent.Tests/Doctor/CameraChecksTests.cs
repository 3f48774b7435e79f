using CamAgent.Doctor;
using CamAgent.Hardware.Encoders.Video4Linux;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Formats;
using CamAgent.Tests.Configuration;

namespace CamAgent.Tests.Doctor;

public sealed class CameraChecksTests
{
    private static readonly DeviceCapabilities Capture = new("uvcvideo", "HD Webcam", "usb-1", 0x04000001);

    [Fact]
    public void Each_camera_is_told_with_its_driver_and_what_it_gives()
    {
        var found = CameraChecks.Node(new("/dev/video0", "HD Webcam", Capture, null, "") { Formats = [PixelFormat.Yuyv, PixelFormat.MotionJpeg] });
        Assert.Equal(DoctorStatus.Ok, found.Status);
        Assert.Equal("HD Webcam, driver uvcvideo, gives YUYV, MJPG", found.What);
        Assert.Contains("not usable by itself", CameraChecks.Node(new("/dev/video0", "unicam", Capture, null, "") { Formats = [PixelFormat.Of("pRAA")] }).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_may_not_be_opened_is_told_with_the_remedy()
    {
        var found = CameraChecks.Node(new("/dev/video0", "HD Webcam", null, null, "No permission to open /dev/video0: add the user to the group video."));
        Assert.Equal(DoctorStatus.Warn, found.Status);
        Assert.Contains("add the user to the group video", found.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hardware_encoder_is_told_with_what_it_takes() => Assert.Equal(
        "/dev/video11 bcm2835-codec-encode takes YU12, NV12, sizes it does not tell",
        CameraChecks.Encoders([new V4l2EncoderDevice("/dev/video11", "bcm2835-codec-encode", "bcm2835-codec", true, [PixelFormat.Yuv420, PixelFormat.Nv12], [])]).What);

    [Fact]
    public async Task On_a_machine_without_a_camera_the_doctor_says_what_is_missing()
    {
        var configuration = Loaded.Valid("""{ "video": { "source": "v4l2", "device": "/dev/nocamera" } }""");
        var rows = await DoctorRounds.RunAsync([.. CameraChecks.All(configuration, TimeProvider.System)], TimeProvider.System, CancellationToken.None);
        var row = Assert.Single(rows, row => row.Name == "camera");
        Assert.Equal(DoctorStatus.Fail, row.Status);
        Assert.StartsWith("There is no usable camera at /dev/nocamera.", row.What, StringComparison.Ordinal);
        Assert.Equal(DoctorStatus.Warn, Assert.Single(rows, row => row.Name == "choice").Status);
    }
}
