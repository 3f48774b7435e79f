using System.Globalization;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>The machine's Video4Linux nodes.</summary>
public sealed class VideoDevices
{
    private readonly string _devices;
    private readonly string _classes;
    private readonly Func<string, VideoDevice> _open;

    public VideoDevices()
        : this("/dev", "/sys/class/video4linux", VideoDevice.Open)
    {
    }

    internal VideoDevices(string devices, string classes, Func<string, VideoDevice> open) => (_devices, _classes, _open) = (devices, classes, open);

    /// <summary>Every node, by number. Each is opened for a moment, which disturbs nobody who streams.</summary>
    public IReadOnlyList<VideoDeviceInfo> Enumerate()
    {
        var links = Links();
        var found = new List<VideoDeviceInfo>();
        foreach (var number in Numbers())
            found.Add(Look(Path.Combine(_devices, $"video{number}"), links));
        return found;
    }

    /// <summary>The nodes that capture pictures and can stream them: cameras.</summary>
    public IReadOnlyList<VideoDeviceInfo> Cameras() => [.. Enumerate().Where(static device => device.Capabilities is { IsCapture: true, CanStream: true })];

    /// <summary>Where a camera is now that was somewhere before: itself, else the only one of its model.</summary>
    /// <returns>False where it is not plugged in.</returns>
    public bool TryFind(DeviceIdentity identity, out VideoDeviceInfo device)
    {
        var all = Enumerate();
        device = all.FirstOrDefault(candidate => candidate.Identity?.IsSame(identity) == true)!;
        if (device is not null)
            return true;
        var alike = all.Where(candidate => candidate.Identity?.IsSameModel(identity) == true).ToList();
        device = alike.Count == 1 ? alike[0] : null!;
        return device is not null;
    }

    /// <summary>What a device that is open is, beside its path.</summary>
    internal DeviceIdentity Identify(VideoDevice device) => Identify(device.Path, device.Capabilities, Links());

    private VideoDeviceInfo Look(string path, Dictionary<string, string> links)
    {
        try
        {
            using var device = _open(path);
            return new(path, device.Capabilities.Card, device.Capabilities, Identify(path, device.Capabilities, links), Problem: "")
            {
                Formats = device.Capabilities.IsCapture ? [.. device.Formats(device.Capabilities.CaptureType).Select(static format => format.PixelFormat)] : [],
            };
        }
        catch (VideoDeviceException exception)
        {
            return new(path, SystemName(path), Capabilities: null, Identity: null, exception.Message);
        }
    }

    private DeviceIdentity Identify(string path, DeviceCapabilities capabilities, Dictionary<string, string> links)
    {
        var node = Resolve(path);
        _ = int.TryParse(ReadLine(Path.Combine(_classes, Path.GetFileName(node), "index")), NumberStyles.None, CultureInfo.InvariantCulture, out var index);
        return new(links.GetValueOrDefault(node), capabilities.Driver, capabilities.Card, capabilities.BusInformation, index);
    }

    private string SystemName(string path) => ReadLine(Path.Combine(_classes, Path.GetFileName(path), "name")) is { Length: > 0 } name ? name : Path.GetFileName(path);

    private SortedSet<int> Numbers()
    {
        const string Prefix = "video";
        var numbers = new SortedSet<int>();
        if (!Directory.Exists(_devices))
            return numbers;
        foreach (var entry in Directory.EnumerateFileSystemEntries(_devices, Prefix + "*"))
        {
            if (int.TryParse(Path.GetFileName(entry.AsSpan())[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>From node to name in by-id; empty without udev.</summary>
    private Dictionary<string, string> Links()
    {
        var links = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var folder = Path.Combine(_devices, "v4l", "by-id");
            if (!Directory.Exists(folder))
                return links;
            foreach (var link in Directory.EnumerateFileSystemEntries(folder))
                links[Resolve(link)] = Path.GetFileName(link);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // udev is at work: what was read counts.
        }

        return links;
    }

    private static string Resolve(string path)
    {
        try
        {
            return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        }
        catch (IOException)
        {
            return Path.GetFullPath(path);
        }
    }

    private static string ReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
