using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Snapshots;

namespace CamAgent.Hardware.Tests.Snapshots;

public sealed class PictureTapTests
{
    private readonly PictureTap _tap = new();

    [Fact]
    public async Task Who_asks_gets_the_next_picture_and_the_encoder_gets_every_one()
    {
        Task<CapturedPicture>? first = null;
        Task<CapturedPicture>? second = null;
        var seen = new List<long>();
        _tap.Over(new Three(before: number =>
        {
            if (number != 2)
                return;
            first = _tap.NextAsync();
            second = _tap.NextAsync();
        })).Run(picture => seen.Add(picture.CaptureTimestamp), CancellationToken.None);

        Assert.Equal([1, 2, 3], seen);
        Assert.Equal(2, (await first!).CaptureTimestamp);
        Assert.Same(await first, await second!);
    }

    [Fact]
    public async Task Who_asks_while_there_is_no_picture_waits_for_the_next_run()
    {
        var wanted = _tap.NextAsync();
        Assert.False(wanted.IsCompleted);
        _tap.Over(new Three()).Run(static _ => { }, CancellationToken.None);
        Assert.Equal(1, (await wanted).CaptureTimestamp);
    }

    private sealed class Three(Action<int>? before = null) : RawPictureSource
    {
        public override string Description => "three pictures";

        public override VideoFormat Format => new(16, 16, 30);

        public override ColorDescription Color => ColorDescription.Bt709;

        public override void Run(RawPictureHandler handler, CancellationToken stop)
        {
            var buffer = new I420Buffer(16, 16);
            for (var i = 1; i <= 3; i++)
            {
                before?.Invoke(i);
                handler(buffer.AsPicture(i));
            }
        }
    }
}
