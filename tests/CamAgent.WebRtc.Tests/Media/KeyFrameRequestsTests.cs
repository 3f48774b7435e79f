using CamAgent.WebRtc.Media;

namespace CamAgent.WebRtc.Tests.Media;

public sealed class KeyFrameRequestsTests
{
    private const int Bitrate = 1_000_000;

    private readonly KeyFrameRequests _requests = new(Bitrate);
    private Instant _now = new(TimeSpan.TicksPerHour);

    [Fact]
    public void The_first_request_is_passed_on_at_once() => Assert.True(_requests.Request(KeyFrameCause.PictureLoss, _now));

    [Fact]
    public void Requests_of_many_viewers_become_one()
    {
        Assert.True(_requests.Request(KeyFrameCause.PictureLoss, _now));
        for (var viewer = 0; viewer < 50; viewer++)
            Assert.False(_requests.Request(KeyFrameCause.PictureLoss, _now));
        _requests.OnKeyFrame(1000, _now);
        Assert.Equal(Instant.Never, _requests.NextTimeout);
    }

    [Fact]
    public void The_next_one_waits_for_the_interval_and_is_not_forgotten()
    {
        KeyFrame(1000);
        Assert.False(_requests.Request(KeyFrameCause.PictureLoss, _now));
        Assert.Equal(_now + KeyFrameRequests.MinimumInterval, _requests.NextTimeout);
        Assert.False(_requests.HandleTimeout(_requests.NextTimeout - TimeSpan.FromTicks(1)));
        Assert.True(_requests.HandleTimeout(_requests.NextTimeout));
    }

    [Fact]
    public void A_dear_key_frame_puts_the_next_one_off_until_it_is_paid_for()
    {
        // 75 000 bytes are 600 000 bits; at 30 % of 1 Mbit/s they take two seconds.
        KeyFrame(75_000);
        Assert.False(_requests.Request(KeyFrameCause.PictureLoss, _now));
        Assert.Equal(2, (_requests.NextTimeout - _now).TotalSeconds, 3);
    }

    [Fact]
    public void No_key_frame_is_so_dear_that_a_lost_picture_stays_lost()
    {
        KeyFrame(10_000_000);
        Assert.False(_requests.Request(KeyFrameCause.PictureLoss, _now));
        Assert.Equal(KeyFrameRequests.MaximumInterval, _requests.NextTimeout - _now);
    }

    [Fact]
    public void A_viewer_that_joins_waits_for_no_cost()
    {
        KeyFrame(75_000);
        Assert.False(_requests.Request(KeyFrameCause.PictureLoss, _now));
        Assert.False(_requests.Request(KeyFrameCause.Join, _now));
        Assert.Equal(KeyFrameRequests.JoinInterval, _requests.NextTimeout - _now);
        _now += KeyFrameRequests.JoinInterval;
        Assert.True(_requests.HandleTimeout(_now));
    }

    [Fact]
    public void A_key_frame_that_came_by_itself_answers_what_waits()
    {
        KeyFrame(1000);
        Assert.False(_requests.Request(KeyFrameCause.PictureLoss, _now));
        _requests.OnKeyFrame(1000, _now);
        Assert.False(_requests.HandleTimeout(_now + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void An_encoder_that_does_not_answer_is_asked_again()
    {
        Assert.True(_requests.Request(KeyFrameCause.Join, _now));
        Assert.Equal(_now + KeyFrameRequests.AnswerTimeout, _requests.NextTimeout);
        Assert.True(_requests.HandleTimeout(_requests.NextTimeout));
    }

    [Fact]
    public void A_storm_of_PLIs_takes_no_more_than_its_share_of_the_bitrate()
    {
        const int Size = 60_000;
        var keyFrames = 0;
        for (var i = 0; i < 60_000; i++)
        {
            _now += TimeSpan.FromMilliseconds(1);
            if (!_requests.Request(KeyFrameCause.PictureLoss, _now))
                continue;
            keyFrames++;
            _requests.OnKeyFrame(Size, _now);
        }

        Assert.InRange(keyFrames * Size * 8.0, Bitrate * 60 * KeyFrameRequests.Share * 0.9, (Bitrate * 60 * KeyFrameRequests.Share) + (Size * 8));
    }

    private void KeyFrame(int bytes)
    {
        Assert.True(_requests.Request(KeyFrameCause.Join, _now));
        _requests.OnKeyFrame(bytes, _now);
    }
}
