using CamAgent.Streaming;
using CamAgent.Tests.Signaling;
using CamAgent.WebRtc;
using CamAgent.WebRtc.Media;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.Streaming;

public sealed class VideoPipelineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_camera_runs_while_it_is_wanted_and_ten_seconds_longer()
    {
        var time = new ManualTime();
        using var pipeline = Create(() => new ScriptedSource(null), time);
        pipeline.Start();
        Assert.Equal(VideoState.Idle, pipeline.Status.State);
        var lease = pipeline.Want();
        WaitFor(() => pipeline.Status.State == VideoState.Running);

        lease.Dispose();
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(VideoState.Running, pipeline.Status.State);
        time.Advance(TimeSpan.FromSeconds(1));
        WaitFor(() => pipeline.Status.State == VideoState.Idle);
    }

    [Fact]
    public void A_camera_is_never_left_off_while_somebody_wants_it()
    {
        var time = new ManualTime();
        using var pipeline = Create(() => new ScriptedSource(null), time);
        pipeline.Start();
        for (var i = 0; i < 200; i++)
        {
            using (pipeline.Want())
                WaitFor(() => pipeline.Status.State == VideoState.Running);
            time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public void A_camera_that_failed_is_said_in_words_until_it_gives_a_picture()
    {
        var attempts = 0;
        using var pipeline = Create(() => new ScriptedSource(Interlocked.Increment(ref attempts) == 1 ? "the lens fell off" : null), TimeProvider.System);
        var told = new List<VideoStatus>();
        pipeline.StatusChanged += status =>
        {
            lock (told)
                told.Add(status);
        };
        pipeline.Start();
        using var lease = pipeline.Want();
        WaitFor(() => pipeline.Status.State == VideoState.Running);
        lock (told)
            Assert.Contains(told, status => status is { State: VideoState.Waiting, IsBroken: true } && status.ToString().Contains("the lens fell off", StringComparison.Ordinal));
        Assert.False(pipeline.Status.IsBroken);
        Assert.Equal(1, pipeline.Counters.Failures.Value);
    }

    [Fact]
    public void A_key_frame_is_counted_once_under_what_asked_for_it()
    {
        using var pipeline = Create(() => new ScriptedSource(null), TimeProvider.System);
        pipeline.RequestKeyFrame(KeyFrameCause.PictureLoss);
        pipeline.Start();
        using var lease = pipeline.Want();
        WaitFor(() => pipeline.Counters.Frames.Value == 1);
        Assert.Equal(1, pipeline.Counters.KeyFrames(KeyFrameCause.PictureLoss).Value);
        Assert.Equal(0, pipeline.Counters.KeyFramesUnasked.Value);
    }

    internal static VideoPipeline Create(Func<Hardware.Video.VideoSource> source, TimeProvider time) =>
        new(new() { CreateSource = source, Sink = _ => { }, Random = SecureRandomSource.Instance, DeviceDirectory = null }, time, NullLogger.Instance);

    internal static void WaitFor(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, Patience), "the condition did not come to hold");
}
