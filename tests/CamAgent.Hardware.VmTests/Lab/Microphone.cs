namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>A sound card that is a loop (Documentation/sound/cards/aloop): what is played on <c>hw:CARD,0</c> is heard on <c>hw:CARD,1</c>.</summary>
internal sealed class Microphone : IAsyncDisposable
{
    private readonly KernelModule _module;

    private Microphone(KernelModule module) => _module = module;

    /// <summary>The card's id in ALSA's device names.</summary>
    internal const string Card = "loop";

    internal static async Task<Microphone> LoadAsync()
    {
        var module = await KernelModule.LoadAsync("snd-aloop", $"id={Card}", "pcm_substreams=1");
        await Eventually.TrueAsync(() => Directory.Exists($"/proc/asound/{Card}"), () => "no sound card");
        return new(module);
    }

    public ValueTask DisposeAsync() => _module.DisposeAsync();
}
