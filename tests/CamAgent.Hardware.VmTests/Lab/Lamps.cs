namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>LEDs that only remember how bright they are (tests/vm/modules/lamp.c).</summary>
internal sealed class Lamps : IAsyncDisposable
{
    private readonly KernelModule _module;

    private Lamps(KernelModule module) => _module = module;

    /// <param name="leds">Name and full brightness of each; up to four.</param>
    internal static async Task<Lamps> LoadAsync(params (string Name, int Maximum)[] leds)
    {
        var module = await KernelModule.LoadAsync("lamp", $"names={string.Join(',', leds.Select(led => led.Name))}",
            $"maximum={string.Join(',', leds.Select(led => led.Maximum))}");
        foreach (var (name, _) in leds)
            await Eventually.TrueAsync(() => File.Exists($"{DirectoryOf(name)}/brightness"), () => $"no LED {name}");
        return new(module);
    }

    /// <summary>/sys/class/leds/NAME: brightness, max_brightness, trigger.</summary>
    internal static string DirectoryOf(string name) => $"/sys/class/leds/{name}";

    internal static int Brightness(string name) => Guest.ReadNumber($"{DirectoryOf(name)}/brightness");

    public ValueTask DisposeAsync() => _module.DisposeAsync();
}
