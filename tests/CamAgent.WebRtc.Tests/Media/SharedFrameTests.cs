using CamAgent.WebRtc.Media;
using CamAgent.WebRtc.Tests.Rtp;

namespace CamAgent.WebRtc.Tests.Media;

public sealed class SharedFrameTests
{
    private readonly MediaFixture _media = new();

    [Fact]
    public void The_last_release_gives_the_buffer_back()
    {
        var consumer = new Keeper();
        _media.FanOut.Add(consumer);
        _media.FanOut.Add(consumer);
        _media.PublishKeyFrame(5000);
        Assert.Equal((1, 1), (_media.Pool.Outstanding, _media.Buffers.Outstanding));
        Assert.Same(consumer.Frames[0], consumer.Frames[1]);
        consumer.Frames[0].Release();
        Assert.Equal((1, 1), (_media.Pool.Outstanding, _media.Buffers.Outstanding));
        consumer.Frames[1].Release();
        Assert.Equal((0, 0), (_media.Pool.Outstanding, _media.Buffers.Outstanding));
    }

    [Fact]
    public void A_frame_nobody_takes_goes_back_at_once()
    {
        _media.PublishKeyFrame(5000);
        Assert.Equal((0, 0), (_media.Pool.Outstanding, _media.Buffers.Outstanding));
    }

    [Fact]
    public void A_consumer_that_was_removed_gets_nothing_more()
    {
        var consumer = new Keeper();
        _media.FanOut.Add(consumer);
        _media.FanOut.Remove(consumer);
        _media.PublishKeyFrame(100);
        Assert.Empty(consumer.Frames);
        Assert.Equal(0, _media.FanOut.Consumers);
    }

    [Fact]
    public void What_was_published_is_said()
    {
        Assert.Equal(new PublishedFrame(false, 0), _media.FanOut.Publish([], _media.Now));
        Assert.True(_media.FanOut.Publish(H264Samples.KeyFrame(100), _media.Now).IsKeyFrame);
        Assert.Equal(100, _media.FanOut.Publish(H264Samples.DeltaFrame(100), _media.Now).Bytes);
    }

    [Fact]
    public void Releasing_too_often_is_a_bug_that_shows()
    {
        var consumer = new Keeper();
        _media.FanOut.Add(consumer);
        _media.PublishKeyFrame(100);
        consumer.Frames[0].Release();
        Assert.Throws<InvalidOperationException>(consumer.Frames[0].Release);
        Assert.Throws<InvalidOperationException>(consumer.Frames[0].AddReference);
    }

    [Fact]
    public void References_are_counted_right_from_many_threads()
    {
        var consumer = new Keeper();
        _media.FanOut.Add(consumer);
        _media.PublishKeyFrame(100);
        var frame = consumer.Frames[0];
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                frame.AddReference();
                frame.Release();
            }
        });
        Assert.Equal(1, _media.Pool.Outstanding);
        frame.Release();
        Assert.Equal(0, _media.Pool.Outstanding);
    }

    private sealed class Keeper : IFrameConsumer
    {
        internal List<SharedFrame> Frames { get; } = [];

        public void OnFrame(SharedFrame frame) => Frames.Add(frame);
    }
}
