using CamAgent.Configuration;
using CamAgent.Streaming.Choice;

namespace CamAgent.Tests.Streaming.Choice;

/// <summary>What <c>auto</c> makes of the machines that are out there.</summary>
public sealed class VideoChooserTests
{
    private const string NoOpenH264 = "OpenH264 is not installed: apt install libopenh264-7.";

    private static readonly CameraFound Webcam = new("/dev/video0", "HD Webcam", "uvcvideo", ["YUYV", "MJPG"]) { GivesPictures = true };
    private static readonly CameraFound CodingWebcam = Webcam with { Card = "H.264 Webcam", Formats = ["H264", "YUYV"], GivesH264 = true };
    private static readonly CameraFound SecondWebcam = Webcam with { Path = "/dev/video2", Card = "Other Webcam", Links = ["/dev/v4l/by-id/usb-other-index0"] };
    private static readonly CameraFound Unicam = new("/dev/video0", "unicam", "unicam", ["pRAA", "RG10"]) { IsPart = true };
    private static readonly CameraFound Cfe = new("/dev/video0", "rp1-cfe-csi2_ch0", "rp1-cfe", ["RG10"]) { IsPart = true };
    private static readonly CameraFound Isp = new("/dev/video14", "bcm2835-isp-capture0", "bcm2835-isp", ["YU12", "NV12"]) { GivesPictures = true, IsPart = true };
    private static readonly CameraFound Mmal = new("/dev/video0", "mmal service 16.1", "bm2835 mmal", ["YU12", "H264"]) { GivesH264 = true, GivesPictures = true };
    private static readonly CameraFound Vivid = new("/dev/video0", "vivid", "vivid", ["YUYV", "NV12", "H264"]) { GivesPictures = true };
    private static readonly EncoderFound PiEncoder = new("/dev/video11", "bcm2835-codec-encode", Takes: true);

    private static readonly Dictionary<string, VideoInventory> Machines = new(StringComparer.Ordinal)
    {
        ["Pi 3 or 4, old camera stack"] = new() { Cameras = [Mmal, Isp], Encoders = [PiEncoder] },
        ["Pi 4, libcamera"] = new() { Cameras = [Unicam, Isp], Encoders = [PiEncoder], LibcameraProgram = "rpicam-vid", LibcameraCameras = ["imx708"] },
        ["Pi 4, libcamera, USB camera beside"] = new()
        {
            Cameras = [Unicam, Isp, SecondWebcam],
            Encoders = [PiEncoder],
            LibcameraProgram = "rpicam-vid",
            LibcameraCameras = ["imx708"],
        },
        ["Pi 4, program missing"] = new() { Cameras = [Unicam, Isp], Encoders = [PiEncoder] },
        ["Pi 4, cable loose"] = new() { Cameras = [Unicam, Isp], Encoders = [PiEncoder], LibcameraProgram = "rpicam-vid" },
        ["Pi 5"] = new() { Cameras = [Cfe], LibcameraProgram = "rpicam-vid", LibcameraCameras = ["imx708", "imx219"] },
        ["Pi 5, no OpenH264"] = new() { Cameras = [Cfe], LibcameraProgram = "rpicam-vid", LibcameraCameras = ["imx708"], SoftwareProblem = NoOpenH264 },
        ["PC, webcam"] = new() { Cameras = [Webcam] },
        ["PC, webcam with encoder"] = new() { Cameras = [CodingWebcam] },
        ["PC, webcam, no OpenH264"] = new() { Cameras = [Webcam], SoftwareProblem = NoOpenH264 },
        ["PC, two webcams"] = new() { Cameras = [Webcam, SecondWebcam] },
        ["PC, webcam and one with encoder"] = new() { Cameras = [Webcam, CodingWebcam with { Path = "/dev/video2" }] },
        ["encoder only"] = new() { Encoders = [PiEncoder] },
        ["encoder for small pictures only"] = new() { Cameras = [Webcam], Encoders = [PiEncoder with { Takes = false }] },
        ["vivid and virtual encoder"] = new() { Cameras = [Vivid], Encoders = [new("/dev/video4", "vih264", Takes: true)] },
        ["no permission"] = new() { Problems = ["No permission to open /dev/video0: add the user to the group video (sudo usermod -aG video USER), then start again."] },
        ["nothing"] = new(),
    };

    [Theory]
    [InlineData("Pi 3 or 4, old camera stack", "CodedCamera /dev/video0 None", "gives H.264 itself")]
    [InlineData("Pi 4, libcamera", "Libcamera 0 Hardware /dev/video11", "imx708 through rpicam-vid into the encoder /dev/video11")]
    [InlineData("Pi 4, libcamera, USB camera beside", "Camera /dev/video2 Hardware /dev/video11", "/dev/video2 (Other Webcam) into the encoder")]
    [InlineData("Pi 5", "Libcamera 0 Software", "into OpenH264: this machine has no hardware encoder")]
    [InlineData("PC, webcam", "Camera /dev/video0 Software", "HD Webcam")]
    [InlineData("PC, webcam with encoder", "CodedCamera /dev/video0 None", "H.264 Webcam")]
    [InlineData("PC, two webcams", "Camera /dev/video0 Software", "Also there: /dev/video2 (Other Webcam); video.device chooses")]
    [InlineData("PC, webcam and one with encoder", "CodedCamera /dev/video2 None", "Also there: /dev/video0")]
    [InlineData("encoder for small pictures only", "Camera /dev/video0 Software", "does not take pictures of this size")]
    [InlineData("vivid and virtual encoder", "Camera /dev/video0 Hardware /dev/video4", "vih264")]
    public void Auto_takes_the_best_that_is_there(string machine, string expected, string words)
    {
        var choice = Choose(machine);
        Assert.Equal(expected, Text(choice));
        Assert.Contains(words, choice.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pi 4, program missing", "unicam) is a part of a camera that only libcamera can drive. ", "sudo apt install rpicam-apps")]
    [InlineData("Pi 4, cable loose", "rpicam-vid finds no camera: check the ribbon cable", "")]
    [InlineData("Pi 5, no OpenH264", "nothing to make H.264 of them: no hardware encoder, and OpenH264 is not installed", "")]
    [InlineData("PC, webcam, no OpenH264", "/dev/video0 (HD Webcam) gives pictures, and there is nothing to make H.264", "OpenH264 is not installed")]
    [InlineData("encoder only", "There is no camera: plug one in.", "")]
    [InlineData("no permission", "There is no camera", "No permission to open /dev/video0")]
    [InlineData("nothing", "There is no camera: plug one in. libcamera's program is not installed", "")]
    public void Where_there_is_no_way_it_says_what_was_found_and_what_is_missing(string machine, string words, string more)
    {
        var choice = Choose(machine);
        Assert.Null(choice.Plan);
        Assert.Contains(words, choice.Words, StringComparison.Ordinal);
        Assert.Contains(more, choice.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pi 4, libcamera", "Software", "Libcamera 0 Software")]
    [InlineData("Pi 3 or 4, old camera stack", "V4l2M2m", "Camera /dev/video0 Hardware /dev/video11")]
    [InlineData("Pi 3 or 4, old camera stack", "Software", "Camera /dev/video0 Software")]
    [InlineData("Pi 3 or 4, old camera stack", "None", "CodedCamera /dev/video0 None")]
    [InlineData("PC, webcam", "None", "/dev/video0 (HD Webcam) gives no H.264, and video.encoder is \"none\": set it to \"auto\".")]
    [InlineData("PC, webcam", "V4l2M2m", "no hardware encoder (a Raspberry Pi 5 has none)")]
    [InlineData("encoder for small pictures only", "V4l2M2m", "does not take pictures of this size")]
    [InlineData("PC, webcam, no OpenH264", "Software", "OpenH264 is not installed")]
    public void The_encoder_that_is_asked_for_is_taken_or_missed_in_words(string machine, string encoder, string expected) =>
        Assert.Contains(expected, Text(Choose(machine, Auto with { Encoder = Enum.Parse<VideoEncoderKind>(encoder) })), StringComparison.Ordinal);

    [Theory]
    [InlineData("Pi 4, libcamera", "/dev/video12", "video.encoderDevice /dev/video12 is no H.264 encoder; /dev/video11 (bcm2835-codec-encode) is one.")]
    [InlineData("PC, webcam", "/dev/video12", "video.encoderDevice /dev/video12 is no H.264 encoder.")]
    [InlineData("vivid and virtual encoder", "/dev/video4", "Camera /dev/video0 Hardware /dev/video4")]
    public void The_encoder_device_that_is_asked_for_is_taken_or_missed_in_words(string machine, string device, string expected) =>
        Assert.Contains(expected, Text(Choose(machine, Auto with { Encoder = VideoEncoderKind.V4l2M2m, EncoderDevice = device })), StringComparison.Ordinal);

    [Theory]
    [InlineData("PC, two webcams", "/dev/video2", "Camera /dev/video2 Software")]
    [InlineData("PC, two webcams", "/dev/v4l/by-id/usb-other-index0", "Camera /dev/video2 Software")]
    [InlineData("PC, two webcams", "/dev/video7", "There is no usable camera at /dev/video7.")]
    [InlineData("Pi 4, libcamera, USB camera beside", "0", "Libcamera 0 Hardware /dev/video11")]
    [InlineData("Pi 5", "1", "Libcamera 1 Software")]
    [InlineData("Pi 5", "2", "rpicam-vid finds no camera 2")]
    [InlineData("Pi 4, libcamera", "/dev/video0", "There is no usable camera at /dev/video0.")]
    public void The_device_that_is_asked_for_is_taken_and_no_other(string machine, string device, string expected) =>
        Assert.Contains(expected, Text(Choose(machine, Auto with { Device = device })), StringComparison.Ordinal);

    [Theory]
    [InlineData("Pi 4, libcamera, USB camera beside", "Libcamera", "Libcamera 0 Hardware /dev/video11")]
    [InlineData("Pi 4, libcamera", "V4l2", "There is no usable camera.")]
    [InlineData("PC, webcam", "Libcamera", "libcamera's program is not installed")]
    [InlineData("Pi 4, cable loose", "Libcamera", "check the ribbon cable")]
    public void The_source_that_is_asked_for_is_taken_and_no_other(string machine, string source, string expected) =>
        Assert.Contains(expected, Text(Choose(machine, Auto with { Source = Enum.Parse<VideoSourceKind>(source) })), StringComparison.Ordinal);

    [Theory]
    [InlineData("Pi 3 or 4, old camera stack", "Camera /dev/video0 Hardware /dev/video11")]
    [InlineData("PC, webcam with encoder", "Camera /dev/video0 Software")]
    public void A_picture_that_is_to_be_turned_is_not_taken_coded(string machine, string expected) =>
        Assert.Equal(expected, Text(Choose(machine, Auto with { IsTurned = true })));

    private static VideoWish Auto => new(VideoSourceKind.Auto, "", VideoEncoderKind.Auto, "", IsTurned: false);

    private static VideoChoice Choose(string machine, VideoWish? wish = null) => VideoChooser.Choose(wish ?? Auto, Machines[machine]);

    private static string Text(VideoChoice choice) =>
        choice.Plan is { } plan ? $"{plan.Origin} {plan.Device} {plan.Encoder} {plan.EncoderDevice}".TrimEnd() : choice.Words;
}
