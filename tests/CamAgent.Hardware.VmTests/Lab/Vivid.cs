namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>
/// The kernel's virtual camera (Documentation/admin-guide/media/vivid.rst): one instance with one capture node, a webcam unless asked otherwise.
/// </summary>
internal sealed class Vivid : IAsyncDisposable
{
    // drivers/media/test-drivers/vivid/vivid-ctrls.c: VIVID_CID_VIVID_BASE.
    private const uint Base = 0x00f0f000;
    private const uint PercentageDroppedControl = Base + 64;
    private const uint DisconnectControl = Base + 65;
    private const uint DequeueErrorControl = Base + 66;
    private const uint QueueSetupErrorControl = Base + 67;
    private const uint BufferPrepareErrorControl = Base + 68;
    private const uint StartStreamingErrorControl = Base + 69;
    private const uint QueueErrorControl = Base + 70;

    private readonly KernelModule _module;
    private readonly PlatformDriver _platform = new("vivid", "vivid.0");

    private Vivid(KernelModule module, VideoNode node) => (_module, Node) = (module, node);

    /// <summary>The capture node; after <see cref="PlugAsync"/> it may be another one.</summary>
    internal VideoNode Node { get; private set; }

    /// <param name="multiplanar">The multi-planar API.</param>
    /// <param name="inputTypes">Two bits an input: 0 webcam, 1 TV, 2 S-Video, 3 HDMI.</param>
    /// <param name="more">Further module parameters.</param>
    internal static async Task<Vivid> LoadAsync(bool multiplanar = false, int inputs = 1, int inputTypes = 0, params string[] more)
    {
        var module = await KernelModule.LoadAsync("vivid", [
            "n_devs=1", "node_types=0x1", $"num_inputs={inputs}", $"input_types={inputTypes}", $"multiplanar={(multiplanar ? 2 : 1)}", .. more]);
        return new(module, await FindNodeAsync());
    }

    /// <summary>Pulls the camera; files that have it open keep an orphan.</summary>
    internal void Unplug() => _platform.Unbind();

    /// <summary>Plugs it in again.</summary>
    internal async Task PlugAsync()
    {
        _platform.Bind();
        Node = await FindNodeAsync();
    }

    /// <summary>
    /// Every call on the node fails with ENODEV, as on a pulled USB camera's, until all who have it open have closed it. The node itself stays; with
    /// nobody there to notice, nothing happens.
    /// </summary>
    internal void Disconnect() => Press(DisconnectControl);

    /// <summary>vb2_queue_error: POLLERR, and EIO from then on until streaming is stopped.</summary>
    internal void InjectFatalStreamingError() => Press(QueueErrorControl);

    /// <summary>The next buffer comes back with V4L2_BUF_FLAG_ERROR.</summary>
    internal void InjectDequeueError() => Press(DequeueErrorControl);

    /// <summary>The next VIDIOC_REQBUFS fails.</summary>
    internal void InjectQueueSetupError() => Press(QueueSetupErrorControl);

    /// <summary>The next VIDIOC_QBUF fails.</summary>
    internal void InjectBufferPrepareError() => Press(BufferPrepareErrorControl);

    /// <summary>The next VIDIOC_STREAMON fails.</summary>
    internal void InjectStartStreamingError() => Press(StartStreamingErrorControl);

    /// <summary>This share of the buffers is lost, 0–100; 100 is a camera that hangs.</summary>
    internal void DropBuffers(int percentage) => Native.SetControl(Node.Path, PercentageDroppedControl, percentage);

    /// <summary>Unloads the driver; waits until nobody has the node open.</summary>
    internal Task UnloadAsync() => _module.UnloadAsync();

    public ValueTask DisposeAsync() => _module.DisposeAsync();

    private static Task<VideoNode> FindNodeAsync() =>
        VideoNode.FindAsync(node => node.Driver == "vivid" && node.Name.EndsWith("vid-cap", StringComparison.Ordinal), "capture node of vivid");

    private void Press(uint control) => Native.SetControl(Node.Path, control, 1);
}
