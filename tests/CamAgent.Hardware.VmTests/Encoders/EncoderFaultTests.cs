using System.Diagnostics;
using CamAgent.Hardware.Encoders.Video4Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.VmTests.Lab;

namespace CamAgent.Hardware.VmTests.Encoders;

/// <summary>What the encoder does when its driver does wrong.</summary>
[Trait("Category", "Vm")]
public sealed class EncoderFaultTests
{
    [VmTheory]
    [InlineData(EncoderFault.Hang, "has given nothing for 2.")]
    [InlineData(EncoderFault.Empty, "has given nothing for 2.")]
    [InlineData(EncoderFault.Error, "has given nothing for 2.")]
    [InlineData(EncoderFault.Fatal, "input/output error")]
    internal async Task A_failure_is_said_within_three_seconds(EncoderFault fault, string words)
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync();
        var run = new EncodingRun(EncodingRun.Camera(camera.Node), encoder.Node.Path);
        var since = new Stopwatch();
        var failure = await Assert.ThrowsAsync<VideoSourceException>(() => run.RunAsync(1000, count =>
        {
            if (count != 5)
                return;
            encoder.SetFault(fault);
            since.Start();
        }));
        Assert.InRange(since.Elapsed.TotalSeconds, 0, 3);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);

        encoder.SetFault(EncoderFault.None);
        await new EncodingRun(EncodingRun.Camera(camera.Node), encoder.Node.Path).RunAsync(5);
    }

    [VmFact]
    public async Task An_encoder_that_is_pulled_is_gone_and_found_again_when_it_is_plugged_in()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync();
        var run = new EncodingRun(EncodingRun.Camera(camera.Node), encoder.Node.Path);
        var failure = await Assert.ThrowsAsync<VideoSourceException>(() => run.RunAsync(1000, count =>
        {
            if (count == 5)
                encoder.Unplug();
        }));
        Assert.StartsWith($"The encoder {encoder.Node.Path}", failure.Message, StringComparison.Ordinal);
        Assert.Empty(V4l2Encoders.Find());
        await encoder.PlugAsync();
        await new EncodingRun(EncodingRun.Camera(camera.Node), V4l2Encoders.Find()[0].Path).RunAsync(5);
    }

    [VmTheory]
    [InlineData(EncoderFault.Drop, 3)]
    [InlineData(EncoderFault.Error, 3)]
    [InlineData(EncoderFault.Empty, 3)]
    [InlineData(EncoderFault.Corrupt, 3)]
    // A slice that ends too early looks like any other.
    [InlineData(EncoderFault.Torn, 0)]
    internal async Task A_short_fault_costs_its_pictures_only(EncoderFault fault, int lost)
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        var run = new EncodingRun(new MadePictures((320, 192, 40)), encoder.Node.Path);
        await run.RunAsync(30, count =>
        {
            if (count == 10)
                encoder.SetFault(fault, frames: 3);
        });
        // Each of the others has its own timestamp: nothing is shifted.
        Assert.Equal(run.Timestamps.Distinct().Order(), run.Timestamps);
        Assert.InRange(run.Timestamps[29], 29 + lost, 30 + lost);
    }

    [VmFact]
    public async Task Timestamps_that_go_back_change_nothing()
    {
        await using var encoder = await VirtualEncoder.LoadAsync();
        encoder.SetFault(EncoderFault.Backwards);
        var run = new EncodingRun(new MadePictures((320, 192, 10)), encoder.Node.Path);
        await run.RunAsync(10);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), run.Timestamps);
    }

    [VmFact]
    public async Task An_encoder_that_delays_loses_nothing()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync();
        encoder.Delay = 1;
        var run = new EncodingRun(EncodingRun.Camera(camera.Node), encoder.Node.Path);
        await run.RunAsync(20);
        Assert.Equal(run.KeyFrames.Count, (await run.DecodeAsync(320, 180)).Count);
        Assert.Equal(0, run.Encoder!.SwallowedPictures);
    }

    [VmFact]
    public async Task An_encoder_slower_than_the_camera_drops_pictures_and_says_how_many()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync();
        encoder.FrameDuration = TimeSpan.FromMilliseconds(100);
        var run = new EncodingRun(EncodingRun.Camera(camera.Node), encoder.Node.Path, new() { AllowDmaBuf = false });
        await run.RunAsync(15);
        Assert.InRange(run.Encoder!.DroppedPictures, 10, 60);
        Assert.Equal(run.KeyFrames.Count, (await run.DecodeAsync(320, 180)).Count);
    }

    [VmFact]
    public async Task One_more_than_the_hardware_has_is_refused_in_words_and_the_first_goes_on()
    {
        await using var camera = await Vivid.LoadAsync();
        await using var encoder = await VirtualEncoder.LoadAsync();
        encoder.Instances = 1;
        var substream = new Substream(160, 90, V4l2Encoders.Factory(encoder.Node.Path), EncodingRun.Settings, _ => { });
        var run = new EncodingRun(EncodingRun.Camera(camera.Node), encoder.Node.Path, substreams: substream);
        await run.RunAsync(10);
        Assert.StartsWith("The encoder cannot be opened.", substream.Fault, StringComparison.Ordinal);
        Assert.Equal(run.KeyFrames.Count, (await run.DecodeAsync(320, 180)).Count);
    }
}
