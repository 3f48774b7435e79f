using System.Diagnostics;

namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>A USB camera with H.264 and MJPEG (tests/vm/uvc_camera.py): unplugged when its process ends.</summary>
internal sealed class UvcCamera : IAsyncDisposable
{
    private readonly Process _process;

    private UvcCamera(Process process) => _process = process;

    /// <summary>The node that takes pictures; after <see cref="PlugAsync"/> it may be another one.</summary>
    internal VideoNode Node { get; private set; } = new("", "", "");

    /// <param name="arguments">As uvc_camera.py takes them, e.g. <c>--h264 FILE --size 640x480</c>; without, the kit's pictures.</param>
    internal static async Task<UvcCamera> StartAsync(params string[] arguments)
    {
        await KernelModule.NeedAsync("vhci-hcd");
        await KernelModule.NeedAsync("uvcvideo");
        var before = VideoNode.All();
        var start = new ProcessStartInfo("python3", [$"{Guest.Tools}/uvc_camera.py", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var camera = new UvcCamera(Process.Start(start) ?? throw new InvalidOperationException("python3 did not start"));
        try
        {
            await camera.FindNodeAsync(before);
            return camera;
        }
        catch
        {
            await camera.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pulls the cable: the camera is gone without a word.</summary>
    internal async Task UnplugAsync()
    {
        await TellAsync("unplug");
        await Node.GoneAsync();
    }

    /// <summary>Plugs it in again.</summary>
    internal async Task PlugAsync()
    {
        var before = VideoNode.All();
        await TellAsync("plug");
        await FindNodeAsync(before);
    }

    /// <summary>stall, resume, torn, empty, error or sound: see uvc_camera.py.</summary>
    internal async Task TellAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (Node.Path.Length > 0)
            await Node.GoneAsync();
    }

    private async Task FindNodeAsync(IReadOnlyList<VideoNode> before)
    {
        if (await _process.StandardOutput.ReadLineAsync() != "plugged")
            throw new InvalidOperationException("uvc_camera.py could not plug the camera in");
        // The camera's second node is for metadata; the first one takes pictures.
        Node = await VideoNode.FindAsync(node => node.Driver == "uvcvideo" && !before.Contains(node), "USB camera");
    }
}
