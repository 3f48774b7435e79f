using System.Globalization;
using CamAgent.Configuration;
using CamAgent.Hardware.Encoders.OpenH264;
using CamAgent.Hardware.Encoders.Video4Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Libcamera;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Streaming;

namespace CamAgent.Doctor;

/// <summary>Cameras and encoders: each that is there, what the configuration makes of them, and whether pictures come of it.</summary>
internal static class CameraChecks
{
    private static readonly TimeSpan PictureDeadline = TimeSpan.FromSeconds(18);
    private static readonly TimeSpan LibcameraLimit = TimeSpan.FromSeconds(6);

    public static IEnumerable<DoctorCheck> All(AgentConfiguration configuration, TimeProvider time)
    {
        var isChosen = configuration.Video.Source is VideoSourceKind.Auto or VideoSourceKind.V4l2 or VideoSourceKind.Libcamera;
        if (isChosen)
        {
            foreach (var device in new VideoDevices().Enumerate().Where(IsOfInterest))
                yield return new DoctorCheck(device.Path, () => Node(device));
            yield return new DoctorCheck("hardware encoder", () => Encoders(V4l2Encoders.Find()));
            if (LibcameraProgram.Find() is { } program)
                yield return new DoctorCheck("libcamera", () => Libcamera(program)) { Deadline = LibcameraLimit + TimeSpan.FromSeconds(2) };
            yield return new DoctorCheck("choice", () => Choice(configuration)) { Deadline = LibcameraLimit + TimeSpan.FromSeconds(2) };
        }

        yield return new DoctorCheck("camera", stop => PictureAsync(configuration, time, stop)) { Deadline = PictureDeadline };
    }

    private static bool IsOfInterest(VideoDeviceInfo device) => device.Problem.Length > 0 || device.Capabilities is { IsCapture: true };

    internal static DoctorFinding Node(VideoDeviceInfo device)
    {
        if (device.Problem.Length > 0)
            return DoctorFinding.Warn($"{device.Name}: {device.Problem}", "Only of matter if this is the camera that is wanted.");
        var formats = device.Formats.Count == 0 ? "no format" : string.Join(", ", device.Formats.Take(8)) + (device.Formats.Count > 8 ? "…" : "");
        var what = $"{device.Name}, driver {device.Capabilities!.Driver}, gives {formats}";
        var users = DeviceUsers.Find(device.Path);
        if (users.Count > 0)
            return DoctorFinding.Ok($"{what}; in use by {string.Join(", ", users)}");
        return DoctorFinding.Ok(device.GivesH264 || device.GivesPictures ? what : $"{what}: not usable by itself");
    }

    internal static DoctorFinding Encoders(IReadOnlyList<V4l2EncoderDevice> encoders)
    {
        if (encoders.Count > 0)
            return DoctorFinding.Ok(string.Join("; ", encoders.Select(static encoder => $"{encoder} takes {string.Join(", ", encoder.PixelFormats.Take(6))}, {encoder.SizesText}")));
        return OpenH264Encoder.Missing is null
            ? DoctorFinding.Ok("none; OpenH264 encodes on the processor")
            : DoctorFinding.Warn("none, and no OpenH264: only a camera that gives H.264 itself will do", "sudo apt install libopenh264-7 (Debian 12), libopenh264-8 (Debian 13)");
    }

    private static DoctorFinding Libcamera(LibcameraProgram program)
    {
        try
        {
            var cameras = LibcameraCameras.List(program, LibcameraLimit);
            return DoctorFinding.Ok(cameras.Count == 0 ? $"{program.Path} finds no camera" : $"{program.Path} finds {string.Join(", ", cameras)}");
        }
        catch (VideoSourceException exception)
        {
            return DoctorFinding.Warn(exception.Message, $"Try \"{program.Name} --list-cameras\".");
        }
    }

    private static DoctorFinding Choice(AgentConfiguration configuration)
    {
        var choice = VideoSources.Look(configuration);
        return choice.Plan is not null
            ? DoctorFinding.Ok(choice.Words)
            : DoctorFinding.Warn("nothing that is usable", "The row \"camera\" says what is missing.");
    }

    private static async ValueTask<DoctorFinding> PictureAsync(AgentConfiguration configuration, TimeProvider time, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            var source = new VideoSources(() => configuration, time).Create();
            var frames = 0;
            var began = time.GetTimestamp();
            var firstAfter = TimeSpan.Zero;
            await Task.Run(() => source.Run(
                _ =>
                {
                    if (frames++ == 0)
                        firstAfter = time.GetElapsedTime(began);
                    if (frames >= 10)
                        end.Cancel();
                },
                end.Token), CancellationToken.None);
            return frames > 0
                ? DoctorFinding.Ok(Describe(source, firstAfter))
                : DoctorFinding.Fail($"{source.Description} gave no picture", "See that no other program holds the camera.");
        }
        catch (VideoSourceException exception)
        {
            // The agent that runs beside holds it, and rightly.
            return exception.Message.StartsWith("Another program uses", StringComparison.Ordinal)
                ? DoctorFinding.Warn(exception.Message, "If that is the agent, all is well: its /healthz says how it does.")
                : DoctorFinding.Fail(exception.Message, "Mend that, or set video.source to \"test\" to try everything else.");
        }
    }

    private static string Describe(VideoSource source, TimeSpan firstAfter)
    {
        var controls = source.Controls?.List() ?? [];
        return string.Create(CultureInfo.InvariantCulture, $"{source.Description}: {source.Format}, first picture after {firstAfter.TotalMilliseconds:F0} ms")
            + (controls.Count > 0 ? $"; controls: {string.Join(", ", controls.Select(static control => control.Name))}" : "");
    }
}
