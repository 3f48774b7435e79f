using System.Globalization;
using System.Numerics;
using CamAgent.Hardware.Video.Drawing;

namespace CamAgent.Hardware.Video.NoSignal;

/// <summary>Paints the words in the camera's place, and a clock that runs, so that nobody takes it for a picture that froze.</summary>
/// <remarks>The words are drawn when they change; each picture redraws the clock only. The ground is flat: it costs an encoder next to nothing.</remarks>
public sealed class NoSignalPainter
{
    private const byte ClockLuma = 215;
    private const int MostLines = 5;

    private static readonly Vector3 Ground = new(0.07f, 0.08f, 0.10f);
    private static readonly Vector3 Bright = new(0.95f, 0.96f, 0.98f);
    private static readonly Vector3 Dim = new(0.62f, 0.66f, 0.72f);

    private readonly VideoFormat _format;
    private readonly I420Buffer _background;
    private readonly I420Buffer _picture;
    private readonly GlyphSet _titleLetters;
    private readonly GlyphSet _letters;
    private readonly GlyphSet _clockLetters;
    private readonly PixelRectangle _clockArea;
    private readonly int _margin;
    private NoSignalNotice? _drawn;

    public NoSignalPainter(VideoFormat format)
    {
        _format = format;
        _background = new(format.Width, format.Height);
        _picture = new(format.Width, format.Height);
        // A narrow picture (a camera on its side) has short lines: there the width decides.
        var unit = Math.Min(format.Width / 480f, format.Height / 270f);
        _margin = (int)(24 * unit);
        _titleLetters = new(26 * unit);
        _letters = new(Math.Max(9.5f * unit, 6));
        _clockLetters = new(Math.Max(14 * unit, 7));
        var top = format.Height - _margin - _clockLetters.Height;
        _clockArea = new(0, top - _clockLetters.Overhang, format.Width, format.Height);
    }

    /// <param name="now">Shown, in its own time zone.</param>
    /// <param name="timestamp">Becomes the picture's capture timestamp.</param>
    public RawPicture Paint(NoSignalNotice notice, DateTimeOffset now, long timestamp)
    {
        if (notice != _drawn)
        {
            Draw(notice);
            _drawn = notice;
            _background.Samples.CopyTo(_picture.Samples);
        }

        _picture.CopyFrom(_background, _clockArea);
        PaintClock(notice, now);
        return _picture.AsPicture(timestamp);
    }

    private void Draw(NoSignalNotice notice)
    {
        var canvas = new RgbCanvas(_format.Width, _format.Height);
        canvas.Fill(_ => Ground);
        var room = _format.Width - (2 * _margin);
        Line(canvas, _letters, _margin, TextLines.Shorten(_letters, notice.DeviceName, room), Dim);

        var lines = TextLines.Wrap(_letters, notice.Reason, room, MostLines);
        var step = _letters.Height * 2;
        var height = (_titleLetters.Height * 2) + (lines.Count * step);
        var y = Math.Max((_format.Height - height) / 2, _margin + step);
        Line(canvas, _titleLetters, y, TextLines.Shorten(_titleLetters, notice.Title, room), Bright);
        y += _titleLetters.Height * 2;
        foreach (var line in lines)
        {
            // What does not fit above the clock is left out: the log has all of it.
            if (y + step > _clockArea.Top)
                break;
            Line(canvas, _letters, y, line, Bright);
            y += step;
        }

        canvas.CopyTo(_background);
    }

    private void Line(RgbCanvas canvas, GlyphSet letters, int y, string text, Vector3 color) =>
        canvas.Text(letters, (_format.Width - letters.Measure(text)) / 2, y, text, color);

    private void PaintClock(NoSignalNotice notice, DateTimeOffset now)
    {
        Span<char> text = stackalloc char[64];
        var duration = now - notice.Since;
        // Behind midnight the day says which one is meant.
        var since = duration < TimeSpan.FromHours(20) ? "HH:mm:ss" : "yyyy-MM-dd HH:mm";
        var written = string.Create(CultureInfo.InvariantCulture, $"{now:HH:mm:ss}");
        var y = _format.Height - _margin - _clockLetters.Height;
        LumaText.Paint(_picture, _clockLetters, _margin, y, written, ClockLuma);
        if (!text.TryWrite(CultureInfo.InvariantCulture, $"SINCE {notice.Since.ToString(since, CultureInfo.InvariantCulture)}", out var length))
            return;
        var small = text[..length];
        var x = _format.Width - _margin - _letters.Measure(small);
        if (x > _margin + _clockLetters.Measure(written) + _letters.Height)
            LumaText.Paint(_picture, _letters, x, y + _clockLetters.Height - _letters.Height, small, ClockLuma);
    }
}
