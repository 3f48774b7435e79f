using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Agents;

/// <summary>From the kernel's camera through its encoder to a viewer's decoder, by the agent as it runs on a board.</summary>
[Trait("Category", "Vm")]
public sealed class CameraToViewerTests
{
    /// <remarks>A picture that is turned goes through the processor's memory; others the encoder reads where the camera has them.</remarks>
    [VmTheory(Timeout = 180_000)]
    [InlineData(0, false, "(dma-buf)")]
    [InlineData(0, true, "(dma-buf)")]
    [InlineData(90, true, "(mmap)")]
    public async Task A_raw_camera_goes_through_the_hardware_encoder_to_a_viewer_who_decodes_it(int rotation, bool multiplanar, string way)
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync(multiplanar);
        await using var agent = new GuestAgent($$"""{ "source": "auto", {{AgentBench.Size}}, "rotation": {{rotation}} }""");
        using var viewer = await agent.WatchAsync();
        await AgentBench.SeesAsync(agent, viewer, 0, rotation == 0 ? AgentBench.Width : AgentBench.Height, pictures: 20);
        Assert.Contains(agent.Log, line => line.Contains($"Camera chosen: {camera.Node.Path} (vivid) into the encoder {encoder.Node.Path}", StringComparison.Ordinal));
        Assert.Contains(way, agent.Video.Status.Source, StringComparison.Ordinal);
        Assert.InRange(await AgentBench.DecodeAsync(viewer.Stream), 20, 10_000);
    }

    [VmFact(Timeout = 180_000)]
    public async Task Without_an_encoder_the_processor_codes()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var agent = new GuestAgent($$"""{ "source": "v4l2", "device": "{{camera.Node.Path}}", {{AgentBench.Size}} }""");
        using var viewer = await agent.WatchAsync();
        await AgentBench.SeesAsync(agent, viewer, 0, AgentBench.Width, pictures: 10);
        Assert.Contains("OpenH264", agent.Video.Status.Source, StringComparison.Ordinal);
        Assert.InRange(await AgentBench.DecodeAsync(viewer.Stream), 10, 10_000);
    }

    [VmFact(Timeout = 180_000)]
    public async Task A_USB_camera_with_H264_is_passed_through()
    {
        await using var camera = await UvcCamera.StartAsync();
        await using var agent = new GuestAgent("""{ "source": "auto", "width": 640, "height": 480, "frameRate": 30 }""");
        using var viewer = await agent.WatchAsync();
        // The kit's pictures are as wide as those in a camera's place; a second has more than one.
        await Eventually.TrueAsync(() => viewer.Count > 30, agent.Told, AgentBench.Limit);
        Assert.Contains(agent.Log, line => line.Contains("gives H.264 itself", StringComparison.Ordinal));
        Assert.InRange(await AgentBench.DecodeAsync(viewer.Stream), 30, 10_000);
    }
}
