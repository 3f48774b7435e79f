using System.Globalization;

namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>
/// The virtual H.264 encoder (tests/vm/modules/vih264_main.c). IDR pictures are the source's, sample by sample (only 0 becomes 1), if they are not
/// cropped by a bit rate; in P pictures, as many changed macroblocks are new as the bit rate pays for.
/// </summary>
internal sealed class VirtualEncoder : IAsyncDisposable
{
    private readonly KernelModule _module;
    private readonly PlatformDriver _platform = new("vih264", "vih264");

    private VirtualEncoder(KernelModule module, VideoNode node) => (_module, Node) = (module, node);

    internal VideoNode Node { get; private set; }

    /// <param name="multiplanar">The multi-planar API, as on a Pi.</param>
    /// <param name="lacks">V4L2 control ids that it shall not have.</param>
    internal static async Task<VirtualEncoder> LoadAsync(bool multiplanar = false, params uint[] lacks)
    {
        var parameters = new List<string> { $"multiplanar={(multiplanar ? 1 : 0)}" };
        if (lacks.Length > 0)
            parameters.Add($"lacks={string.Join(',', lacks)}");
        var module = await KernelModule.LoadAsync("vih264", [.. parameters]);
        return new(module, await FindNodeAsync());
    }

    /// <summary>Begins or ends a fault.</summary>
    /// <param name="frames">For how many frames; all when null.</param>
    internal void SetFault(EncoderFault fault, int? frames = null)
    {
        _module["fault_frames"] = (frames ?? -1).ToString(CultureInfo.InvariantCulture);
#pragma warning disable CA1308 // The driver's words are lower case.
        _module["fault"] = fault.ToString().ToLowerInvariant();
#pragma warning restore CA1308
    }

    /// <summary>How many frames it wants to have beyond the one it encodes: output comes that much later than input.</summary>
    internal int Delay
    {
        set => Set("delay", value);
    }

    /// <summary>How long a frame takes.</summary>
    internal TimeSpan FrameDuration
    {
        set => Set("milliseconds", (int)value.TotalMilliseconds);
    }

    /// <summary>How many may have it open; one more gets EBUSY.</summary>
    internal int Instances
    {
        set => Set("instances", value);
    }

    /// <summary>The errno that open() fails with; 0 for none.</summary>
    internal int OpenError
    {
        set => Set("open_error", value);
    }

    /// <summary>The errno that VIDIOC_STREAMON fails with; 0 for none.</summary>
    internal int StreamError
    {
        set => Set("stream_error", value);
    }

    internal void Unplug() => _platform.Unbind();

    internal async Task PlugAsync()
    {
        _platform.Bind();
        Node = await FindNodeAsync();
    }

    /// <summary>Unloads the driver; waits until nobody has the node open.</summary>
    internal Task UnloadAsync() => _module.UnloadAsync();

    public ValueTask DisposeAsync() => _module.DisposeAsync();

    private static Task<VideoNode> FindNodeAsync() => VideoNode.FindAsync(node => node.Driver == "vih264", "node of vih264");

    private void Set(string parameter, int value) => _module[parameter] = value.ToString(CultureInfo.InvariantCulture);
}
