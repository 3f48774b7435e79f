namespace CamAgent.Hardware.Video.TestPicture;

/// <summary>A moving picture with a clock for people and one for machines, drawn at a steady rate.</summary>
public sealed class TestPictureSource : RawPictureSource
{
    /// <summary>Below this the parts of the picture would run into each other.</summary>
    public const int LeastHeight = 360;

    private readonly string _deviceName;
    private readonly TimeProvider _time;
    private readonly PacerWait? _wait;

    /// <param name="format">At least 768×360, both even; 1…120 pictures a second.</param>
    /// <param name="deviceName">Shown as the title.</param>
    /// <param name="time">The UNIX clock that is drawn, and the capture timestamps.</param>
    /// <exception cref="VideoSourceException">Such a picture cannot be drawn.</exception>
    public TestPictureSource(VideoFormat format, string deviceName, TimeProvider time)
        : this(format, deviceName, time, wait: null)
    {
    }

    internal TestPictureSource(VideoFormat format, string deviceName, TimeProvider time, PacerWait? wait)
    {
        if (format.Width < TestPictureClock.Width)
            throw new VideoSourceException(
                $"The test picture must be at least {TestPictureClock.Width} pixels wide, for its machine-readable clock; {format.Width} are asked for.");
        if (format.Height < LeastHeight || ((format.Width | format.Height) & 1) != 0 || format.Width > 8192 || format.Height > 8192)
            throw new VideoSourceException(
                $"The test picture cannot be {format.Width}x{format.Height}: sides are even, at most 8192, the height at least {LeastHeight}.");
        if (format.FrameRate is < 1 or > 120)
            throw new VideoSourceException($"The test picture cannot have {format.FrameRate} pictures a second: 1 to 120 are possible.");
        Format = format;
        _deviceName = deviceName;
        _time = time;
        _wait = wait;
    }

    public override string Description => "test picture";

    public override VideoFormat Format { get; }

    public override ColorDescription Color => ColorDescription.Bt709;

    public override void Run(RawPictureHandler handler, CancellationToken stop)
    {
        var painter = new TestPicturePainter(Format, _deviceName);
        var pacer = new FramePacer(_time, Format.FrameRate, _wait);
        while (pacer.TryWait(stop, out var frame))
            handler(painter.Paint(frame, _time.GetUtcNow(), _time.GetTimestamp()));
    }
}
