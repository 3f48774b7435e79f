using CamAgent.Configuration;
using CamAgent.Hardware.Encoders.OpenH264;
using CamAgent.Hardware.Encoders.Video4Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Libcamera;
using CamAgent.Hardware.Video4Linux;

namespace CamAgent.Streaming.Choice;

/// <summary>Looks at what this machine has. Opens every node for a moment, which disturbs nobody who streams.</summary>
internal static class InventoryReader
{
    // Drivers of image processors: their nodes give pictures, but only to who feeds them.
    private static readonly string[] ImageProcessors = ["bcm2835-isp", "pispbe"];
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(5);

    /// <param name="wish">Settles what need not be looked at.</param>
    public static VideoInventory Read(VideoWish wish, VideoFormat format)
    {
        var problems = new List<string>();
        var cameras = new List<CameraFound>();
        var links = Links();
        foreach (var device in new VideoDevices().Enumerate())
        {
            if (device.Problem.Length > 0)
                problems.Add(device.Problem);
            else if (device.Capabilities is { IsCapture: true, CanStream: true } && device.Formats.Count > 0)
                cameras.Add(ToCamera(device, links));
        }

        var encoders = V4l2Encoders.Find().Select(encoder => new EncoderFound(encoder.Path, encoder.Card, encoder.Takes(format.Width, format.Height))).ToList();
        var inventory = new VideoInventory
        {
            Cameras = cameras,
            Encoders = encoders,
            SoftwareProblem = OpenH264Encoder.Missing,
            LibcameraProgram = wish.Source == VideoSourceKind.V4l2 ? null : LibcameraProgram.Find()?.Name,
            Problems = problems,
        };
        return inventory.LibcameraProgram is null || !IsLibcameraOfUse(wish, inventory) ? inventory : AskLibcamera(inventory);
    }

    /// <summary>To ask takes half a second, and its answer would not be chosen where a camera of Video4Linux has a hardware encoder.</summary>
    private static bool IsLibcameraOfUse(VideoWish wish, VideoInventory inventory) =>
        wish.Source == VideoSourceKind.Libcamera
        || VideoChooser.Choose(wish, inventory).Plan is not { Encoder: PictureEncoder.None or PictureEncoder.Hardware };

    private static VideoInventory AskLibcamera(VideoInventory inventory)
    {
        try
        {
            return inventory with { LibcameraCameras = LibcameraProgram.Find() is { } program ? LibcameraCameras.List(program, ListLimit) : [] };
        }
        catch (VideoSourceException exception)
        {
            return inventory with { Problems = [.. inventory.Problems, exception.Message] };
        }
    }

    private static CameraFound ToCamera(VideoDeviceInfo device, ILookup<string, string> links) =>
        new(device.Path, device.Name, device.Capabilities!.Driver, [.. device.Formats.Select(static format => format.ToString())])
        {
            GivesH264 = device.GivesH264,
            GivesPictures = device.GivesPictures,
            IsPart = device.Capabilities.IsMediaCentric || ImageProcessors.Contains(device.Capabilities.Driver, StringComparer.Ordinal)
                || (IsReceiver(device.Capabilities.Driver) && !device.GivesPictures),
            Links = [.. links[device.Path]],
        };

    /// <summary>A receiver of CSI-2 is a camera where the other end gives finished pictures (HDMI bridges), and a part of one where it is a bare sensor.</summary>
    private static bool IsReceiver(string driver) =>
        driver.Contains("unicam", StringComparison.Ordinal) || driver.Contains("rp1-cfe", StringComparison.Ordinal);

    private static ILookup<string, string> Links()
    {
        var links = new List<(string Node, string Link)>();
        foreach (var folder in (ReadOnlySpan<string>)["/dev/v4l/by-id", "/dev/v4l/by-path"])
        {
            try
            {
                foreach (var link in Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [])
                {
                    if (File.ResolveLinkTarget(link, returnFinalTarget: true) is { } node)
                        links.Add((node.FullName, link));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // udev is at work: what was read counts.
            }
        }

        return links.ToLookup(static pair => pair.Node, static pair => pair.Link, StringComparer.Ordinal);
    }
}
