using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Tests.Video;

public sealed class EncodedVideoSourceTests
{
    private static readonly EncoderSettings Settings = new(1_000_000, 2_000_000, TimeSpan.FromSeconds(10));

    private readonly List<string> _log = [];
    private bool _drops;
    private bool _holds;

    [Fact]
    public void Each_picture_goes_through_the_encoder_to_the_handler_with_its_own_timestamp()
    {
        var timestamps = new List<long>();
        Run(new Pictures((16, 16), (16, 16)), unit => timestamps.Add(unit.CaptureTimestamp));
        Assert.Equal([0L, 1L], timestamps);
        Assert.Equal(["open 16x16 30 fps 1000000", "encode", "encode", "dispose"], _log);
    }

    [Fact]
    public void A_wish_for_a_key_frame_stays_until_one_has_come_out()
    {
        var source = Source(new Pictures((16, 16), (16, 16), (16, 16)));
        source.RequestKeyFrame();
        var pictures = 0;
        _drops = true;
        // The first picture is dropped by rate control, as the encoder here plays it; the second comes out.
        source.Run(_ => pictures++, CancellationToken.None);
        Assert.Equal(["force", "encode", "force", "encode", "encode"], _log[1..^1]);
        Assert.Equal(2, pictures);
    }

    [Fact]
    public void A_new_bitrate_reaches_the_encoder_before_the_next_picture_and_never_above_the_maximum()
    {
        VideoSource source = null!;
        source = Source(new Pictures((16, 16), (16, 16), (16, 16)));
        source.Run(unit => source.SetBitrate(unit.CaptureTimestamp == 0 ? 300_000 : 9_000_000), CancellationToken.None);
        Assert.Equal(["encode", "bitrate 300000", "encode", "bitrate 2000000", "encode"], _log[1..^1]);
    }

    [Fact]
    public void A_bitrate_set_before_the_run_opens_the_encoder()
    {
        var source = Source(new Pictures((16, 16)));
        source.SetBitrate(123_456);
        source.Run(_ => { }, CancellationToken.None);
        Assert.Equal("open 16x16 30 fps 123456", _log[0]);
    }

    [Fact]
    public void Pictures_of_another_size_get_another_encoder()
    {
        Run(new Pictures((16, 16), (32, 16)), _ => { });
        Assert.Equal(["open 16x16 30 fps 1000000", "encode", "dispose", "open 32x16 30 fps 1000000", "encode", "dispose"], _log);
    }

    [Fact]
    public void Pictures_at_another_rate_get_another_encoder_after_the_first_has_given_what_it_held()
    {
        var pictures = new Pictures((16, 16), (16, 16), (16, 16)) { Rates = [30, 15, 15] };
        _holds = true;
        var timestamps = new List<long>();
        Run(pictures, unit => timestamps.Add(unit.CaptureTimestamp));
        Assert.Equal(["open 16x16 30 fps 1000000", "encode", "drain", "dispose", "open 16x16 15 fps 1000000", "encode", "encode", "dispose"], _log);
        Assert.Equal([0L, 1L], timestamps);
    }

    [Fact]
    public void Format_and_profile_are_what_the_stream_says()
    {
        var source = Source(new Pictures((16, 16)));
        Assert.Null(source.Profile);
        source.RequestKeyFrame();
        source.Run(_ => { }, CancellationToken.None);
        Assert.Equal(("42c01f", new VideoFormat(1280, 720, 30)), (source.Profile.ToString(), source.Format));
        Assert.Equal("pictures, fake encoder", source.Description);
    }

    [Fact]
    public void The_encoder_is_released_when_the_handler_throws()
    {
        Assert.Throws<InvalidOperationException>(() => Run(new Pictures((16, 16)), _ => throw new InvalidOperationException()));
        Assert.Equal("dispose", _log[^1]);
    }

    private void Run(Pictures pictures, AccessUnitHandler handler) => Source(pictures).Run(handler, CancellationToken.None);

    private EncodedVideoSource Source(Pictures pictures) => new(
        pictures,
        (format, _, settings) =>
        {
            _log.Add($"open {format} {settings.BitsPerSecond}");
            return new FakeEncoder(this);
        },
        Settings);

    private sealed class Pictures(params (int Width, int Height)[] sizes) : RawPictureSource
    {
        public override string Description => "pictures";

        private int _next;

        public int[] Rates { get; init; } = [];

        public override VideoFormat Format => new(sizes[0].Width, sizes[0].Height, Rates.Length == 0 ? 30 : Rates[_next]);

        public override ColorDescription Color => ColorDescription.Bt709;

        public override void Run(RawPictureHandler handler, CancellationToken stop)
        {
            for (var i = 0; i < sizes.Length; i++)
            {
                _next = i;
                handler(new I420Buffer(sizes[i].Width, sizes[i].Height).AsPicture(i));
            }
        }
    }

    private sealed class FakeEncoder(EncodedVideoSourceTests test) : VideoEncoder
    {
        private bool _forced;
        private long? _held;

        public override string Description => "fake encoder";

        public override void Drain(AccessUnitHandler handler)
        {
            if (!test._holds)
                return;
            test._log.Add("drain");
            if (_held is { } timestamp)
                handler(new AccessUnit(SyntheticStream.DeltaUnit(), timestamp, isKeyFrame: false));
        }

        public override void Encode(in RawPicture picture, AccessUnitHandler handler)
        {
            test._log.Add("encode");
            if (test._drops)
            {
                test._drops = false;
                return;
            }

            if (test._holds)
            {
                (var before, _held) = (_held, picture.CaptureTimestamp);
                if (before is { } earlier)
                    handler(new AccessUnit(SyntheticStream.DeltaUnit(), earlier, isKeyFrame: false));
                return;
            }

            handler(new AccessUnit(_forced ? SyntheticStream.KeyUnit() : SyntheticStream.DeltaUnit(), picture.CaptureTimestamp, _forced));
            _forced = false;
        }

        public override void ForceKeyFrame()
        {
            test._log.Add("force");
            _forced = true;
        }

        public override void SetBitrate(int bitsPerSecond) => test._log.Add($"bitrate {bitsPerSecond}");

        protected override void Dispose(bool disposing) => test._log.Add("dispose");
    }
}
