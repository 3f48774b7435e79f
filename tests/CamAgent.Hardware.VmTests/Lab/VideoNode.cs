namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>A video device as sysfs shows it.</summary>
/// <param name="Path">/dev/videoN.</param>
/// <param name="Name">The name its driver gave it, e.g. <c>vivid-000-vid-cap</c>.</param>
/// <param name="Driver">The driver of the device behind it, e.g. <c>vivid</c>.</param>
internal sealed record VideoNode(string Path, string Name, string Driver)
{
    private const string Class = "/sys/class/video4linux";

    internal static IReadOnlyList<VideoNode> All()
    {
        var found = new List<VideoNode>();
        if (!Directory.Exists(Class))
            return found;
        foreach (var entry in Directory.EnumerateDirectories(Class).Order(StringComparer.Ordinal))
        {
            try
            {
                var driver = Directory.ResolveLinkTarget($"{entry}/device/driver", returnFinalTarget: true)?.Name ?? "";
                found.Add(new($"/dev/{System.IO.Path.GetFileName(entry)}", Guest.Read($"{entry}/name"), driver));
            }
            catch (IOException)
            {
                // It has just gone.
            }
        }

        return found;
    }

    /// <summary>Waits for a node to appear.</summary>
    internal static Task<VideoNode> FindAsync(Func<VideoNode, bool> isIt, string what) => Eventually.FoundAsync(
        () => All().FirstOrDefault(node => isIt(node) && File.Exists(node.Path)),
        () => $"no {what} among {string.Join(", ", All())}");

    /// <summary>Waits for it to disappear.</summary>
    internal Task<TimeSpan> GoneAsync() => Eventually.TrueAsync(() => !All().Contains(this), () => $"{this} is still there");
}
