namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>A simulated GPIO chip (Documentation/admin-guide/gpio/gpio-sim.rst).</summary>
internal sealed class GpioSim : IAsyncDisposable
{
    private const string Root = "/sys/kernel/config/gpio-sim";
    private static int _made;

    private readonly string _directory;
    private readonly string _bank;
    private readonly int _lines;
    private string _attributes = "";

    private GpioSim(string directory, int lines) => (_directory, _bank, _lines) = (directory, $"{directory}/bank0", lines);

    /// <summary>gpiochipN; after <see cref="PlugAsync"/> it may be another one.</summary>
    internal string ChipName { get; private set; } = "";

    /// <summary>/dev/gpiochipN.</summary>
    internal string Path => $"/dev/{ChipName}";

    /// <param name="label">The chip's label.</param>
    /// <param name="names">Names of lines by offset; the others have none.</param>
    /// <param name="hogs">Lines that the kernel itself holds, with what it calls itself as their holder.</param>
    internal static async Task<GpioSim> CreateAsync(
        string label = "camagent-sim", int lines = 8, IReadOnlyDictionary<int, string>? names = null, IReadOnlyDictionary<int, string>? hogs = null)
    {
        await KernelModule.NeedAsync("gpio-sim");
        var sim = new GpioSim($"{Root}/camagent{Interlocked.Increment(ref _made)}", lines);
        Directory.CreateDirectory(sim._bank);
        Guest.Write($"{sim._bank}/num_lines", lines);
        Guest.Write($"{sim._bank}/label", label);
        foreach (var (offset, name) in names ?? new Dictionary<int, string>())
        {
            Directory.CreateDirectory($"{sim._bank}/line{offset}");
            Guest.Write($"{sim._bank}/line{offset}/name", name);
        }

        foreach (var (offset, holder) in hogs ?? new Dictionary<int, string>())
        {
            Directory.CreateDirectory($"{sim._bank}/line{offset}/hog");
            Guest.Write($"{sim._bank}/line{offset}/hog/name", holder);
            Guest.Write($"{sim._bank}/line{offset}/hog/direction", "input");
        }

        await sim.PlugAsync();
        return sim;
    }

    /// <summary>Pulls a line up or down from outside; an input that watches edges sees one.</summary>
    internal void Pull(int line, bool up) => Guest.Write($"{_attributes}/sim_gpio{line}/pull", up ? "pull-up" : "pull-down");

    /// <summary>Pulls a line many times as fast as the kernel takes it, up first.</summary>
    internal void Flutter(int line, int times)
    {
        using var file = new FileStream($"{_attributes}/sim_gpio{line}/pull", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        for (var i = 0; i < times; i++)
        {
            file.Position = 0;
            file.Write(i % 2 == 0 ? "pull-up"u8 : "pull-down"u8);
        }
    }

    /// <summary>The line's level: what an output drives, or what an input is pulled to.</summary>
    internal bool IsHigh(int line) => Guest.Read($"{_attributes}/sim_gpio{line}/value") == "1";

    /// <summary>Takes the chip away, whether its lines are in use or not.</summary>
    internal void Unplug() => Guest.Write($"{_directory}/live", "0");

    /// <summary>Brings it back, all lines pulled down.</summary>
    internal async Task PlugAsync()
    {
        Guest.Write($"{_directory}/live", "1");
        ChipName = Guest.Read($"{_bank}/chip_name");
        _attributes = $"/sys/devices/platform/{Guest.Read($"{_directory}/dev_name")}/{ChipName}";
        await Eventually.TrueAsync(() => File.Exists(Path) && File.Exists($"{_attributes}/sim_gpio0/pull"), () => $"{Path} did not appear");
    }

    public ValueTask DisposeAsync()
    {
        if (Guest.Read($"{_directory}/live") == "1")
            Unplug();
        for (var line = 0; line < _lines; line++)
        {
            if (Directory.Exists($"{_bank}/line{line}/hog"))
                Directory.Delete($"{_bank}/line{line}/hog");
            if (Directory.Exists($"{_bank}/line{line}"))
                Directory.Delete($"{_bank}/line{line}");
        }

        Directory.Delete(_bank);
        Directory.Delete(_directory);
        return ValueTask.CompletedTask;
    }
}
