using System.Globalization;
using CamAgent.Hardware.Video.Drawing;

namespace CamAgent.Hardware.Video.TestPicture;

/// <summary>Paints the test picture of a moment: the still parts are drawn once, each picture restores and redraws only what moves, and
/// allocates nothing.</summary>
internal sealed class TestPicturePainter
{
    private const byte TextLuma = 225;

    private readonly TestPictureLayout _layout;
    private readonly I420Buffer _background;
    private readonly I420Buffer _picture;
    private readonly GlyphSet _timeLetters;
    private readonly GlyphSet _millisecondLetters;
    private readonly GlyphSet _smallLetters;
    private readonly SweepRing _ring;
    private readonly Ball _ball;
    private readonly PixelRectangle _ringArea;
    private readonly PixelRectangle _frameArea;
    private readonly PixelRectangle _trackArea;
    private readonly int _frameX;

    /// <param name="format">At least <see cref="TestPictureClock.Width"/> wide; even.</param>
    public TestPicturePainter(VideoFormat format, string deviceName)
    {
        _layout = new(format.Width, format.Height);
        _background = new(format.Width, format.Height);
        _picture = new(format.Width, format.Height);
        TestPictureBackground.Draw(_background, _layout, format, deviceName);
        _background.Samples.CopyTo(_picture.Samples);

        var unit = _layout.Unit;
        _timeLetters = new(46 * unit);
        _millisecondLetters = new(32 * unit, strokeUnits: 1.5f);
        _smallLetters = new(15 * unit);
        _ring = new(format.Width, _layout.Center, _layout.RingRadius, 12 * unit);
        _ball = new(_layout);
        _ringArea = PixelRectangle.Around((int)_layout.Center.X, (int)_layout.Center.Y, (int)(_layout.RingRadius + (10 * unit)));
        _frameX = format.Width - (int)_layout.Margin - _smallLetters.Measure("FRAME 00000000");
        _frameArea = new(
            _frameX - _smallLetters.Overhang,
            _layout.SubtitleY - _smallLetters.Overhang,
            format.Width,
            _layout.SubtitleY + _smallLetters.Height + _smallLetters.Overhang);
        _trackArea = new(0, (int)(_layout.TrackY - (14 * unit)), format.Width, (int)(_layout.TrackY + (14 * unit)));
    }

    /// <param name="frame">Number of the picture, shown modulo 10^8.</param>
    /// <param name="time">Shown as UTC, and by the machine clock.</param>
    /// <param name="timestamp">Becomes the picture's capture timestamp.</param>
    public RawPicture Paint(long frame, DateTimeOffset time, long timestamp)
    {
        TestPictureClock.Draw(_picture.Luma, _picture.Width, time);
        PaintBall(time);
        PaintClock(time);
        PaintFrameNumber(frame);
        PaintSlider(time);
        return _picture.AsPicture(timestamp);
    }

    private void PaintBall(DateTimeOffset time)
    {
        _picture.CopyFrom(_background, _ball.Area);
        _ball.MoveTo(time.ToUnixTimeMilliseconds());
        _ball.Paint(_picture);
    }

    private void PaintClock(DateTimeOffset time)
    {
        _picture.CopyFrom(_background, _ringArea);
        _ring.Paint(_picture, time.Millisecond / 1000f);

        Span<char> text = stackalloc char[16];
        var center = (int)_layout.Center.X;
        var y = (int)(_layout.Center.Y - (30 * _layout.Unit));
        Format(time, "HH:mm:ss", text, out var length);
        Text(_timeLetters, center - (_timeLetters.Measure("00:00:00") / 2), y, text[..length]);
        Format(time, "yyyy-MM-dd", text, out length);
        Text(_smallLetters, center - (_smallLetters.Measure("0000-00-00") / 2), y - (int)(52 * _layout.Unit), text[..length]);
        Format(time, ".fff", text, out length);
        Text(_millisecondLetters, center - (_millisecondLetters.Measure(".000") / 2), y + (int)(72 * _layout.Unit), text[..length]);
        Text(_smallLetters, center - (_smallLetters.Measure("UTC") / 2), y + (int)(124 * _layout.Unit), "UTC");
    }

    private static void Format(DateTimeOffset time, string format, Span<char> text, out int length) =>
        _ = time.UtcDateTime.TryFormat(text, out length, format, CultureInfo.InvariantCulture);

    private void PaintFrameNumber(long frame)
    {
        _picture.CopyFrom(_background, _frameArea);
        Span<char> text = stackalloc char[16];
        "FRAME ".CopyTo(text);
        if ((frame % 100_000_000).TryFormat(text[6..], out var length, "D8", CultureInfo.InvariantCulture))
            Text(_smallLetters, _frameX, _layout.SubtitleY, text[..(6 + length)]);
    }

    /// <summary>A bar that runs along the track in four seconds: its steps show whether pictures come evenly.</summary>
    private void PaintSlider(DateTimeOffset time)
    {
        _picture.CopyFrom(_background, _trackArea);
        var phase = time.ToUnixTimeMilliseconds() % 4000 / 4000f;
        var half = Math.Max(2, (int)(4 * _layout.Unit));
        var x = (int)(_layout.Margin + ((_layout.Width - (2 * _layout.Margin)) * phase));
        var luma = _picture.Luma;
        for (var y = _trackArea.Top + 2; y < _trackArea.Bottom - 2; y++)
            luma.Slice((y * _layout.Width) + x - half, 2 * half).Fill(TextLuma);
    }

    private void Text(GlyphSet letters, int x, int y, ReadOnlySpan<char> text) => LumaText.Paint(_picture, letters, x, y, text, TextLuma);
}
