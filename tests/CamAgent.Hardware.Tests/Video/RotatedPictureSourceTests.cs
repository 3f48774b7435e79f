using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Tests.Video;

public sealed class RotatedPictureSourceTests
{
    // Luma 1…24 in rows of six, colours 31…36 and 41…46 in rows of three.
    private static readonly byte[] Luma = [.. Enumerable.Range(1, 24).Select(value => (byte)value)];
    private static readonly byte[] Blue = [.. Enumerable.Range(31, 6).Select(value => (byte)value)];
    private static readonly byte[] Red = [.. Enumerable.Range(41, 6).Select(value => (byte)value)];

    [Theory]
    [InlineData(90, 4, 6, "19 13 7 1 20 14 8 2 21 15 9 3 22 16 10 4 23 17 11 5 24 18 12 6", "34 31 35 32 36 33")]
    [InlineData(180, 6, 4, "24 23 22 21 20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1", "36 35 34 33 32 31")]
    [InlineData(270, 4, 6, "6 12 18 24 5 11 17 23 4 10 16 22 3 9 15 21 2 8 14 20 1 7 13 19", "33 36 32 35 31 34")]
    public void A_picture_is_turned_clockwise(int degrees, int width, int height, string luma, string blue)
    {
        var source = new RotatedPictureSource(new Pictures(null), degrees);
        Assert.Equal(new VideoFormat(width, height, 30), source.Format);
        source.Run(
            picture =>
            {
                Assert.Equal((width, height, 7L), (picture.Width, picture.Height, picture.CaptureTimestamp));
                Assert.Equal(luma, string.Join(' ', picture.Luma.ToArray()));
                Assert.Equal(blue, string.Join(' ', picture.Blue.ToArray()));
                Assert.Equal(blue, string.Join(' ', picture.Red.ToArray().Select(value => value - 10)));
            },
            CancellationToken.None);
    }

    [Fact]
    public void Blocks_at_the_edges_are_turned_too()
    {
        var (width, height) = (70, 46);
        var samples = new byte[width * height * 3 / 2];
        new Random(5).NextBytes(samples);
        var original = new RawPicture(width, height, samples.AsSpan(0, width * height), width, samples.AsSpan(width * height, width * height / 4), samples.AsSpan(width * height * 5 / 4), width / 2, 0);
        var quarter = new PictureRotation(90);
        var once = new PictureRotation(90).Rotate(original);
        var back = new PictureRotation(270).Rotate(once);
        Assert.Equal(samples[..(width * height)], back.Luma.ToArray());
        Assert.Equal(original.Red.ToArray(), back.Red.ToArray());
        var twice = quarter.Rotate(once);
        Assert.Equal(new PictureRotation(180).Rotate(original).Luma.ToArray(), twice.Luma.ToArray());
    }

    [Fact]
    public void A_camera_that_can_stand_on_its_head_does_it_itself()
    {
        var flips = new Flips();
        var source = new RotatedPictureSource(new Pictures(flips), 180);
        source.Run(picture => Assert.Equal(1, picture.Luma[0]), CancellationToken.None);
        Assert.Equal("horizontal-flip=ON vertical-flip=ON", flips.Text);
    }

    private sealed class Pictures(Flips? flips) : RawPictureSource
    {
        public override string Description => "pictures";

        public override VideoFormat Format => new(6, 4, 30);

        public override ColorDescription Color => ColorDescription.Bt601;

        public override ICameraControls? Controls => flips;

        public override void Run(RawPictureHandler handler, CancellationToken stop) =>
            handler(new RawPicture(6, 4, Luma, 6, Blue, Red, 3, captureTimestamp: 7));
    }

    private sealed class Flips : ICameraControls
    {
        private readonly List<CameraControl> _list =
        [
            new("brightness", ControlKind.Integer, ControlValue.Of(1.0)),
            new("horizontal-flip", ControlKind.Boolean, ControlValue.Of(false)),
            new("vertical-flip", ControlKind.Boolean, ControlValue.Of(false)),
        ];

        public event Action? Changed;

        public string Text => string.Join(' ', _list.Skip(1).Select(control => $"{control.Name}={control.Value}"));

        public IReadOnlyList<CameraControl> List() => _list;

        public bool TrySet(string name, ControlValue value, out string problem)
        {
            problem = "";
            var index = _list.FindIndex(control => control.Name == name);
            _list[index] = _list[index] with { Value = value };
            Changed?.Invoke();
            return true;
        }
    }
}
