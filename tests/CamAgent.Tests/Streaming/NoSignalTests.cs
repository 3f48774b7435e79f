using System.Collections.Concurrent;
using CamAgent.Hardware.Video;
using CamAgent.Streaming;
using CamAgent.Tests.Access;
using CamAgent.WebRtc;
using CamAgent.WebRtc.Media;
using Microsoft.Extensions.Logging.Abstractions;
using ManualTime = CamAgent.Tests.Signaling.ManualTime;

namespace CamAgent.Tests.Streaming;

/// <summary>A camera that goes, hangs and comes back, and what viewers see meanwhile; under virtual time.</summary>
public sealed class NoSignalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<PlayedSource> _cameras = new();
    private readonly ConcurrentQueue<Seen> _seen = new();
    private readonly TemporaryDirectory _devices = new();
    private readonly VideoPipeline _pipeline;
    private readonly ConcurrentQueue<TimeSpan> _pauses = new();
    private IDisposable? _lease;
    private VideoEncoderFactory? _encoder;
    private int _made;

    public NoSignalTests()
    {
        var options = new VideoPipelineOptions
        {
            CreateSource = Make,
            Sink = unit => _seen.Enqueue(new(unit.Data.ToArray(), unit.CaptureTimestamp, unit.IsKeyFrame)),
            Random = SecureRandomSource.Instance,
            DeviceDirectory = _devices.Path,
            StandInEncoder = (format, color, settings) => (_encoder ?? CamAgent.Hardware.Encoders.Lossless.LosslessEncoder.Open)(format, color, settings),
        };
        _pipeline = new(options, _time, NullLogger.Instance);
        _pipeline.StatusChanged += status =>
        {
            if (status is { State: VideoState.Waiting, RetryIn.Ticks: > 0 })
                _pauses.Enqueue(status.RetryIn);
        };
        _pipeline.Start();
    }

    public void Dispose()
    {
        _lease?.Dispose();
        _pipeline.Dispose();
        _devices.Dispose();
    }

    [Fact]
    public void A_camera_that_fails_is_replaced_by_words_once_a_second_until_its_next_key_frame()
    {
        var camera = Plug();
        Give(camera, PlayedSource.KeyFrame);
        var lost = _time.GetUtcNow();
        camera.Fail("the lens fell off");
        Until(() => Words.Count >= 4);
        Assert.InRange((Words[0].At - lost.UtcTicks) / (double)TimeSpan.TicksPerSecond, 0.9, 3);
        Assert.True(Words[0].IsKeyFrame);
        Assert.Single(Words, unit => unit.IsKeyFrame);
        foreach (var (before, after) in Words.Zip(Words.Skip(1)))
            Assert.InRange((after.At - before.At) / (double)TimeSpan.TicksPerSecond, 0.9, 1.3);

        camera = Plug();
        Give(camera, PlayedSource.KeyFrame);
        Until(() => _pipeline.Status.State == VideoState.Running);
        var words = Words.Count;
        Assert.Equal(PlayedSource.KeyFrame, _seen.Last().Data);
        PassTime(TimeSpan.FromSeconds(1));
        Give(camera, PlayedSource.Between);
        Assert.Equal(words, Words.Count);
        Assert.Equal("", _pipeline.Status.Reason);
    }

    [Fact]
    public void Timestamps_go_on_whatever_the_camera_says()
    {
        var camera = Plug();
        Give(camera, PlayedSource.KeyFrame, ago: TimeSpan.FromMilliseconds(80));
        Give(camera, PlayedSource.Between, ago: TimeSpan.FromHours(3));
        Give(camera, PlayedSource.Between, ago: TimeSpan.FromMilliseconds(300));
        Give(camera, PlayedSource.Between, ago: TimeSpan.FromHours(-1));
        camera.Fail("the lens fell off");
        Until(() => Words.Count >= 2);
        camera = Plug();
        Give(camera, PlayedSource.KeyFrame, ago: TimeSpan.FromMilliseconds(1500));
        Give(camera, PlayedSource.Between, ago: TimeSpan.FromMilliseconds(1500));
        Assert.All(_seen.Zip(_seen.Skip(1)), pair => Assert.True(pair.Second.At > pair.First.At, $"{pair.Second.At} after {pair.First.At}"));
        Assert.All(_seen, unit => Assert.InRange(unit.At, 0, _time.GetTimestamp() + TimeSpan.TicksPerSecond));
    }

    [Fact]
    public void A_camera_that_falls_silent_is_told_within_three_seconds_and_opened_again()
    {
        var camera = Plug();
        Give(camera, PlayedSource.KeyFrame);
        var silent = _time.GetUtcNow();
        Until(() => _pipeline.Status.IsBroken && Words.Count > 0);
        Assert.InRange((_time.GetUtcNow() - silent).TotalSeconds, 2, 3.2);
        Assert.Contains("no picture", _pipeline.Status.Reason, StringComparison.Ordinal);
        Give(Plug(), PlayedSource.KeyFrame);
        Until(() => _pipeline.Status.State == VideoState.Running);
        Assert.Equal(1, camera.Stopped);
        Assert.InRange(_pipeline.Counters.Failures.Value, 1, 10);
    }

    [Fact]
    public void A_driver_that_never_comes_back_is_told_and_has_no_second_thread_sent_after_the_first()
    {
        var camera = Plug(new PlayedSource { IgnoresStop = true });
        Give(camera, PlayedSource.KeyFrame);
        Until(() => _pipeline.Status.Reason.Contains("does not let go", StringComparison.Ordinal));
        PassTime(TimeSpan.FromSeconds(60));
        Assert.Equal(1, Volatile.Read(ref _made));
        var words = Words.Count;
        PassTime(TimeSpan.FromSeconds(3));
        Assert.True(Words.Count > words, "the words in its place stand still");

        camera.Fail("back from the driver");
        Give(Plug(), PlayedSource.KeyFrame);
        Until(() => _pipeline.Status.State == VideoState.Running);
    }

    [Fact]
    public void A_camera_without_a_first_picture_is_told_after_three_seconds_and_has_more_time_to_give_one()
    {
        var camera = Plug();
        var opened = _time.GetUtcNow();
        Until(() => _pipeline.Status.IsBroken);
        Assert.InRange((_time.GetUtcNow() - opened).TotalSeconds, 2.5, 4);
        Assert.NotEmpty(Words);
        PassTime(TimeSpan.FromSeconds(3));
        Give(camera, PlayedSource.KeyFrame);
        Until(() => _pipeline.Status.State == VideoState.Running);
        Assert.Equal(1, Volatile.Read(ref _made));
        Assert.Equal(0, _pipeline.Counters.Failures.Value);
    }

    [Fact]
    public void A_program_that_starts_slowly_is_no_fault_and_viewers_see_that_it_starts()
    {
        Plug(new PlayedSource { Start = TimeSpan.FromSeconds(16) });
        PassTime(TimeSpan.FromSeconds(8));
        Assert.Equal(VideoState.Starting, _pipeline.Status.State);
        Assert.False(_pipeline.Status.IsBroken);
        Assert.NotEmpty(Words);
    }

    [Fact]
    public void Who_joins_while_the_camera_is_away_sees_the_words_at_once()
    {
        Plug().Fail("the lens fell off");
        Until(() => Words.Count >= 2);
        var now = _time.GetTimestamp();
        _pipeline.RequestKeyFrame(KeyFrameCause.Join);
        _time.Advance(TimeSpan.Zero);
        var answer = Words[^1];
        Assert.True(answer.IsKeyFrame);
        Assert.InRange(answer.At - now, 0, TimeSpan.TicksPerMillisecond);
    }

    [Fact]
    public void After_a_loss_pictures_that_build_on_lost_ones_are_not_shown()
    {
        var camera = Plug();
        Give(camera, PlayedSource.KeyFrame);
        camera.Fail("the lens fell off");
        Until(() => Words.Count >= 1);
        camera = Plug();
        camera.Give(PlayedSource.Between, _time.GetTimestamp());
        Give(camera, PlayedSource.KeyFrame);
        Until(() => _pipeline.Status.State == VideoState.Running);
        Assert.DoesNotContain(_seen, unit => unit.Data.SequenceEqual(PlayedSource.Between));
    }

    [Fact]
    public void Without_OpenH264_the_words_are_coded_all_the_same()
    {
        var asked = 0;
        _encoder = (_, _, _) => throw new VideoSourceException($"OpenH264 is not installed ({++asked})");
        Plug().Fail("the lens fell off");
        Until(() => Words.Count >= 3);
        Assert.Equal(1, asked);
        Assert.True(Words[0].IsKeyFrame);
    }

    [Fact]
    public void A_device_that_comes_back_is_not_waited_for()
    {
        Plug().Fail("it was unplugged");
        // So many failures that the next attempt is far away.
        Until(() => _pipeline.Status is { State: VideoState.Waiting, RetryIn.TotalSeconds: > 10 });
        Plug().Give(PlayedSource.KeyFrame, 0);
        // The clock of the pause stands: only the device's return can end it.
        File.WriteAllText(Path.Combine(_devices.Path, "video0"), "");
        VideoPipelineTests.WaitFor(() => _pipeline.Status.State == VideoState.Running);
    }

    [Fact]
    public void Pauses_between_attempts_grow_and_are_short_again_after_a_camera_that_lasted()
    {
        Plug().Fail("it was unplugged");
        Until(() => _pauses.Count >= 8);
        Assert.InRange(_pauses.First().TotalSeconds, 0.2, 0.31);
        Assert.All(_pauses.Take(5).Zip(_pauses.Skip(1)), pair => Assert.True(pair.Second > pair.First, $"{pair.Second} after {pair.First}"));
        Assert.InRange(_pauses.Last().TotalSeconds, 10, 15);

        var lasting = Plug();
        for (var i = 0; i < 30; i++)
        {
            Give(lasting, PlayedSource.KeyFrame);
            PassTime(TimeSpan.FromMilliseconds(200));
        }

        _pauses.Clear();
        lasting.Fail("it was unplugged");
        Until(() => !_pauses.IsEmpty);
        Assert.InRange(_pauses.First().TotalSeconds, 0.2, 0.31);
    }

    private List<Seen> Words => [.. _seen.Where(unit => !unit.Data.SequenceEqual(PlayedSource.KeyFrame) && !unit.Data.SequenceEqual(PlayedSource.Between))];

    /// <summary>The next attempt finds this camera; without one it fails. With the first, somebody begins to watch.</summary>
    private PlayedSource Plug(PlayedSource? camera = null)
    {
        camera ??= new PlayedSource();
        _cameras.Enqueue(camera);
        _lease ??= _pipeline.Want();
        return camera;
    }

    private PlayedSource Make()
    {
        if (!_cameras.TryDequeue(out var camera))
            throw new VideoSourceException("there is no camera");
        Interlocked.Increment(ref _made);
        return camera;
    }

    /// <summary>The camera gives a unit, and the pipeline has seen it.</summary>
    private void Give(PlayedSource camera, byte[] unit, TimeSpan ago = default)
    {
        var seen = _seen.Count(one => one.Data.SequenceEqual(unit));
        camera.Give(unit, _time.GetTimestamp() - ago.Ticks);
        Until(() => _seen.Count(one => one.Data.SequenceEqual(unit)) > seen);
    }

    /// <summary>Lets virtual time pass, in steps that leave the threads of the pipeline room to act, until the condition holds.</summary>
    private void Until(Func<bool> condition)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, $"the condition did not come to hold: {_pipeline.Status}");
            Thread.Sleep(1);
            _time.Advance(TimeSpan.FromMilliseconds(25));
        }
    }

    private void PassTime(TimeSpan duration)
    {
        var end = _time.GetUtcNow() + duration;
        Until(() => _time.GetUtcNow() >= end);
    }

    private sealed record Seen(byte[] Data, long At, bool IsKeyFrame);
}
