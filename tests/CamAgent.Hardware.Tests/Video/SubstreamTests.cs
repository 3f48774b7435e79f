using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Tests.Video;

public sealed class SubstreamTests
{
    private static readonly EncoderSettings Settings = new(1_000_000, 2_000_000, TimeSpan.FromSeconds(10));
    private static readonly EncoderSettings Small = new(200_000, 400_000, TimeSpan.FromSeconds(10));

    private readonly List<string> _log = [];
    private readonly List<long> _main = [];
    private readonly List<long> _sub = [];
    private Action<long> _before = _ => { };
    private string? _refusal;

    [Fact]
    public void Each_picture_goes_through_both_encoders_and_the_smaller_one_gets_it_scaled()
    {
        var substream = Substream();
        Run(substream, pictures: 2);
        Assert.Equal([0L, 1L], _main);
        Assert.Equal([0L, 1L], _sub);
        Assert.Equal(["open 128x64 30 fps 1000000", "open 64x32 30 fps 200000", "dispose 128x64", "dispose 64x32"], _log);
        Assert.Equal("fake 64x32", substream.Description);
    }

    [Fact]
    public void Wishes_for_one_do_not_reach_the_other()
    {
        var substream = Substream();
        _before = picture =>
        {
            if (picture != 1)
                return;
            substream.SetBitrate(9_000_000);
            substream.RequestKeyFrame();
        };
        Run(substream, pictures: 3);
        Assert.Equal(["open 128x64 30 fps 1000000", "open 64x32 30 fps 200000", "bitrate 64x32 400000", "force 64x32"], _log[..4]);
    }

    [Fact]
    public void While_it_is_not_wanted_its_encoder_is_closed()
    {
        var substream = Substream();
        _before = picture => substream.IsWanted = picture is 0 or 3;
        Run(substream, pictures: 4);
        Assert.Equal([0L, 3L], _sub);
        Assert.Equal(4, _main.Count);
        Assert.Equal(2, _log.Count(line => line.StartsWith("open 64x32", StringComparison.Ordinal)));
    }

    [Fact]
    public void Its_failure_is_said_and_the_main_encoding_goes_on()
    {
        _refusal = "All encoders are taken.";
        var substream = Substream();
        _before = picture => _refusal = picture < 100 ? _refusal : null;
        var faults = new HashSet<string>(StringComparer.Ordinal);
        Run(substream, pictures: 400, picture => _ = picture > 0 && faults.Add(substream.Fault));
        Assert.Equal(400, _main.Count);
        // The next attempt is ten seconds later.
        Assert.Equal(301, _sub[0]);
        Assert.Equal(["All encoders are taken.", ""], faults);
        Assert.Equal("", substream.Fault);
    }

    [Fact]
    public void A_small_picture_is_not_enlarged()
    {
        var substream = new Substream(640, 360, Factory, Small, _ => { });
        Run(substream, pictures: 1);
        Assert.Equal("open 128x64 30 fps 200000", _log[1]);
    }

    private Substream Substream() => new(64, 64, Factory, Small, unit => _sub.Add(unit.CaptureTimestamp));

    private void Run(Substream substream, int pictures, Action<long>? observe = null) =>
        new EncodedVideoSource(new Pictures(this, pictures), Factory, Settings, substream).Run(
            unit =>
            {
                _main.Add(unit.CaptureTimestamp);
                observe?.Invoke(unit.CaptureTimestamp);
            },
            CancellationToken.None);

    private FakeEncoder Factory(VideoFormat format, ColorDescription color, EncoderSettings settings)
    {
        if (_refusal is { } refusal && format.Width == 64)
            throw new VideoSourceException(refusal);
        _log.Add($"open {format} {settings.BitsPerSecond}");
        return new FakeEncoder(this, $"{format.Width}x{format.Height}");
    }

    private sealed class Pictures(SubstreamTests test, int count) : RawPictureSource
    {
        public override string Description => "pictures";

        public override VideoFormat Format => new(128, 64, 30);

        public override ColorDescription Color => ColorDescription.Bt709;

        public override void Run(RawPictureHandler handler, CancellationToken stop)
        {
            var buffer = new I420Buffer(128, 64);
            for (var i = 0; i < count; i++)
            {
                test._before(i);
                handler(buffer.AsPicture(i));
            }
        }
    }

    private sealed class FakeEncoder(SubstreamTests test, string size) : VideoEncoder
    {
        public override string Description => $"fake {size}";

        public override void Encode(in RawPicture picture, AccessUnitHandler handler)
        {
            Assert.Equal(size, $"{picture.Width}x{picture.Height}");
            handler(new AccessUnit(SyntheticStream.KeyUnit(), picture.CaptureTimestamp, isKeyFrame: true));
        }

        public override void ForceKeyFrame() => test._log.Add($"force {size}");

        public override void SetBitrate(int bitsPerSecond) => test._log.Add($"bitrate {size} {bitsPerSecond}");

        protected override void Dispose(bool disposing) => test._log.Add($"dispose {size}");
    }
}
