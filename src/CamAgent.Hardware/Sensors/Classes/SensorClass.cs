namespace CamAgent.Hardware.Sensors.Classes;

/// <summary>A class of devices in sysfs.</summary>
internal abstract class SensorClass
{
    /// <summary>Channels without a name of their own that a device may have: an ADC's unused pins are nobody's sensors.</summary>
    protected const int MostUnlabelled = 32;

    /// <summary>Below the root.</summary>
    public abstract string Folder { get; }

    /// <param name="entry">Its name in the class.</param>
    /// <param name="folder">Its place in the tree.</param>
    public abstract bool IsDevice(string entry, string folder);

    /// <summary>What stays the same when the kernel counts anew.</summary>
    public abstract string IdentityOf(string folder);

    public abstract IReadOnlyList<SensorChannel> Probe(string folder);

    /// <summary>The directory above the last one called <paramref name="name"/>: <c>…/1-0048/hwmon/hwmon2</c> belongs to <c>…/1-0048</c>.</summary>
    protected static string Above(string folder, string name)
    {
        var at = folder.LastIndexOf($"/{name}", StringComparison.Ordinal);
        return at > 0 ? folder[..at] : folder;
    }
}
