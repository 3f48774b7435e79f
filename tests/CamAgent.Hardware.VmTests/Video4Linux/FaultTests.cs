using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Video4Linux;

/// <summary>What goes wrong with a camera is noticed within three seconds, said in words, and over when it is over.</summary>
[Trait("Category", "Vm")]
public sealed class FaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    [VmFact]
    public async Task A_camera_is_unplugged_and_plugged_in_ten_times()
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = Source(vivid.Node.Path);
        for (var i = 0; i < 10; i++)
        {
            await using (var running = RunningCamera.Start(source))
            {
                await running.PicturesAsync(2);
                vivid.Unplug();
                await FailsAsync(running, "was unplugged");
            }

            await vivid.PlugAsync();
        }

        await WorksAsync(source);
    }

    [VmFact]
    public async Task A_camera_is_disconnected_while_it_is_open_ten_times()
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = Source(vivid.Node.Path);
        for (var i = 0; i < 10; i++)
        {
            await using var running = RunningCamera.Start(source);
            await running.PicturesAsync(2);
            vivid.Disconnect();
            await FailsAsync(running, "was unplugged");
        }

        await WorksAsync(source);
    }

    [VmFact]
    public async Task A_driver_fails_for_good_ten_times()
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = Source(vivid.Node.Path);
        for (var i = 0; i < 10; i++)
        {
            await using var running = RunningCamera.Start(source);
            await running.PicturesAsync(2);
            vivid.InjectFatalStreamingError();
            await FailsAsync(running, "its driver reports an input/output error");
        }

        await WorksAsync(source);
    }

    [VmFact]
    public async Task A_driver_is_unloaded_and_loaded_again()
    {
        string path;
        V4l2PictureSource source;
        await using (var vivid = await Vivid.LoadAsync())
        {
            path = vivid.Node.Path;
            source = Source(path);
            await WorksAsync(source);
        }

        await using (var running = RunningCamera.Start(source))
            Assert.StartsWith($"There is no {path}: is the camera plugged in", (await running.FailureAsync()).Message, StringComparison.Ordinal);
        await using var again = await Vivid.LoadAsync();
        await WorksAsync(source);
    }

    [VmFact]
    public async Task A_camera_that_hangs_is_noticed()
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = Source(vivid.Node.Path);
        await using (var running = RunningCamera.Start(source))
        {
            await running.PicturesAsync(3);
            vivid.DropBuffers(100);
            await FailsAsync(running, "has given no picture for");
            vivid.DropBuffers(0);
        }

        await WorksAsync(source);
    }

    [VmFact]
    public async Task Lost_pictures_are_counted()
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = Source(vivid.Node.Path);
        await using var running = RunningCamera.Start(source);
        await running.PicturesAsync(3);
        vivid.DropBuffers(50);
        await running.PicturesAsync(20);

        Assert.InRange(source.LostPictures, 5, 200);
    }

    [VmFact]
    public async Task A_picture_marked_as_corrupt_is_left_out()
    {
        await using var vivid = await Vivid.LoadAsync();
        await using var running = RunningCamera.Start(Source(vivid.Node.Path));
        await running.PicturesAsync(3);
        vivid.InjectDequeueError();
        await running.PicturesAsync(10);
    }

    [VmTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_camera_that_does_not_start_says_so_and_starts_later(bool atBuffers)
    {
        await using var vivid = await Vivid.LoadAsync();
        var source = Source(vivid.Node.Path);
        if (atBuffers)
            vivid.InjectQueueSetupError();
        else
            vivid.InjectStartStreamingError();
        await using (var running = RunningCamera.Start(source))
            await FailsAsync(running, atBuffers ? "could not give 4 buffers" : "could not start its stream");

        await WorksAsync(source);
    }

    [VmFact]
    public async Task Who_has_the_camera_already_is_named()
    {
        await using var vivid = await Vivid.LoadAsync();
        using var other = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("v4l2-ctl", ["-d", vivid.Node.Path, "--stream-mmap", "--stream-count=100000"])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
        try
        {
            // It writes a mark for each picture.
            _ = await other.StandardError.ReadAsync(new char[1]);
            await using var running = RunningCamera.Start(Source(vivid.Node.Path));
            Assert.Equal(
                $"Another program uses {vivid.Node.Path}: v4l2-ctl (process {other.Id}). Close it first.", (await running.FailureAsync()).Message);
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync();
        }

        await WorksAsync(Source(vivid.Node.Path));
    }

    [VmFact]
    public async Task A_node_that_is_no_camera_is_refused()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        await using (var running = RunningCamera.Start(Source(encoder.Node.Path)))
            Assert.Contains("converts pictures", (await running.FailureAsync()).Message, StringComparison.Ordinal);
        await using (var running = RunningCamera.Start(Source("/dev/null")))
            Assert.Contains("is no camera", (await running.FailureAsync()).Message, StringComparison.Ordinal);
        await using (var running = RunningCamera.Start(Source("")))
            Assert.StartsWith("There is no camera", (await running.FailureAsync()).Message, StringComparison.Ordinal);
    }

    [VmFact]
    public async Task The_camera_is_found_among_the_nodes_and_again_under_another_number()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        await using var vivid = await Vivid.LoadAsync();
        var found = Assert.Single(new VideoDevices().Cameras());
        Assert.Equal((vivid.Node.Path, "vivid"), (found.Path, found.Capabilities?.Driver));
        var source = Source("");
        await WorksAsync(source);

        var before = vivid.Node;
        vivid.Unplug();
        await before.GoneAsync();
        // Its number is taken by another meanwhile.
        await using var usb = await UvcCamera.StartAsync();
        await vivid.PlugAsync();
        Assert.Equal(before.Path, usb.Node.Path);

        await WorksAsync(source);
        Assert.StartsWith(vivid.Node.Path, source.Description, StringComparison.Ordinal);
    }

    private static V4l2PictureSource Source(string path) => new(path, new(320, 180, 30), TimeProvider.System);

    private static async Task FailsAsync(RunningCamera running, string words)
    {
        var (message, took) = await running.FailureAsync();
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.InRange(took, TimeSpan.Zero, Limit);
    }

    private static async Task WorksAsync(V4l2PictureSource source)
    {
        await using var running = RunningCamera.Start(source);
        await running.PicturesAsync(2);
    }
}
