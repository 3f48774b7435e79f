namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>A loaded kernel module; unloaded when disposed, with what it brought.</summary>
internal sealed class KernelModule : IAsyncDisposable
{
    private readonly string _name;

    private KernelModule(string name) => _name = name;

    private string Directory => $"/sys/module/{_name.Replace('-', '_')}";

    /// <param name="parameters">As modprobe takes them: NAME=VALUE.</param>
    /// <exception cref="InvalidOperationException">The kernel refuses it.</exception>
    internal static async Task<KernelModule> LoadAsync(string name, params string[] parameters)
    {
        var module = new KernelModule(name);
        if (System.IO.Directory.Exists(module.Directory))
        {
            // A test that failed may have left it, and files open that only a finalizer closes: its failure is enough.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await module.UnloadAsync();
        }

        await Command.RunAsync("/sbin/modprobe", [name, .. parameters]);
        return module;
    }

    /// <summary>Loads what other modules rest on and nobody counts: it stays.</summary>
    internal static async Task NeedAsync(string name, params string[] parameters) => await Command.RunAsync("/sbin/modprobe", [name, .. parameters]);

    internal string this[string parameter]
    {
        get => Guest.Read($"{Directory}/parameters/{parameter}");
        set => Guest.Write($"{Directory}/parameters/{parameter}", value);
    }

    /// <summary>rmmod; waits until nobody has its devices open any more.</summary>
    internal async Task UnloadAsync()
    {
        var refusal = "";
        await Eventually.TrueAsync(() => !System.IO.Directory.Exists(Directory) || TryRemove(out refusal), () => $"module {_name} is still in use: {refusal}");
    }

    public async ValueTask DisposeAsync() => await UnloadAsync();

    private bool TryRemove(out string refusal)
    {
        var failed = Native.DeleteModule(_name.Replace('-', '_'), out var error);
        refusal = failed ? error : "";
        return !failed;
    }
}
