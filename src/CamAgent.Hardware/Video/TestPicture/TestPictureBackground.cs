using System.Globalization;
using System.Numerics;
using CamAgent.Hardware.Video.Drawing;

namespace CamAgent.Hardware.Video.TestPicture;

/// <summary>The still parts of the test picture, drawn once: ground, grid, names, ring, star, colour bars, grey steps, tracks.</summary>
internal static class TestPictureBackground
{
    private static readonly Vector3 White = new(0.96f, 0.98f, 1f);
    private static readonly Vector3 Accent = new(0.36f, 0.86f, 0.90f);

    /// <summary>Bars of 75 %: white, yellow, cyan, green, magenta, red, blue (SMPTE RP 219's order).</summary>
    private static readonly Vector3[] Bars =
    [
        new(0.75f, 0.75f, 0.75f), new(0.75f, 0.75f, 0), new(0, 0.75f, 0.75f), new(0, 0.75f, 0), new(0.75f, 0, 0.75f), new(0.75f, 0, 0), new(0, 0, 0.75f),
    ];

    public static void Draw(I420Buffer picture, TestPictureLayout layout, VideoFormat format, string deviceName)
    {
        var canvas = new RgbCanvas(layout.Width, layout.Height);
        Ground(canvas, layout);
        Grid(canvas, layout);
        Ring(canvas, layout);
        Floor(canvas, layout);
        Star(canvas, layout);
        ColorBars(canvas, layout);
        Track(canvas, layout);
        Names(canvas, layout, format, deviceName);
        // The machine clock's row is black up to the right edge, so that its last square has a clean neighbour.
        canvas.Rectangle(Vector2.Zero, new(layout.Width, TestPictureClock.SquareSize), 0, Vector3.Zero);
        canvas.CopyTo(picture);
    }

    private static void Ground(RgbCanvas canvas, TestPictureLayout layout)
    {
        var size = new Vector2(layout.Width, layout.Height);
        canvas.Fill(point =>
        {
            var at = point / size;
            var color = Vector3.Lerp(new(0.050f, 0.075f, 0.135f), new(0.075f, 0.145f, 0.215f), at.Y);
            color += new Vector3(0.02f, 0.16f, 0.19f) * Glow(at, new(0.24f, 0.38f), 0.42f);
            color += new Vector3(0.20f, 0.07f, 0.24f) * Glow(at, new(0.80f, 0.55f), 0.45f);
            return color + (new Vector3(0.02f, 0.07f, 0.16f) * Glow(at, new(0.5f, 0.45f), 0.5f));
        });
    }

    private static float Glow(Vector2 at, Vector2 center, float radius)
    {
        var distance = Vector2.Distance(at, center) / radius;
        return MathF.Exp(-2 * distance * distance);
    }

    /// <summary>Squares of a ninth of the height from the centre outwards: they show stretching and cropping.</summary>
    private static void Grid(RgbCanvas canvas, TestPictureLayout layout)
    {
        var step = layout.Height / 9f;
        for (var x = layout.Center.X % step; x < layout.Width; x += step)
            canvas.Line(new(x, 0), new(x, layout.Height), 1, White, 0.07f);
        for (var y = layout.Center.Y % step; y < layout.Height; y += step)
            canvas.Line(new(0, y), new(layout.Width, y), 1, White, 0.07f);

        // A frame on the outermost pixels and brackets in the lower corners: whoever cannot see them sees a cropped picture.
        var size = new Vector2(layout.Width, layout.Height);
        canvas.Paint(
            Vector2.Zero, size, point => Math.Min(Math.Min(point.X, size.X - point.X), size.Y - point.Y) - 1.5f, _ => White, 0.28f);
        var (reach, inset) = (26 * layout.Unit, 14 * layout.Unit);
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
        {
            var corner = new Vector2(side > 0 ? inset : layout.Width - inset, layout.Height - inset);
            canvas.Line(corner, corner + new Vector2(side * reach, 0), 3 * layout.Unit, White, 0.7f);
            canvas.Line(corner, corner - new Vector2(0, reach), 3 * layout.Unit, White, 0.7f);
        }
    }

    private static void Ring(RgbCanvas canvas, TestPictureLayout layout)
    {
        var radius = layout.RingRadius;
        canvas.Disc(layout.Center, radius + (20 * layout.Unit), new(0.02f, 0.035f, 0.065f), 0.55f);
        canvas.Circle(layout.Center, radius, 12 * layout.Unit, new(0.16f, 0.24f, 0.32f));
        for (var tick = 0; tick < 100; tick++)
        {
            var (sin, cos) = MathF.SinCos(tick * MathF.Tau / 100);
            var isTenth = tick % 10 == 0;
            var outer = radius - (14 * layout.Unit);
            var inner = outer - ((isTenth ? 14 : tick % 5 == 0 ? 9 : 5) * layout.Unit);
            var direction = new Vector2(sin, -cos);
            canvas.Line(
                layout.Center + (direction * outer),
                layout.Center + (direction * inner),
                (isTenth ? 3 : 1.6f) * layout.Unit,
                White,
                isTenth ? 0.9f : 0.42f);
        }
    }

    private static void Floor(RgbCanvas canvas, TestPictureLayout layout)
    {
        var half = new Vector2(layout.ColumnHalfWidth, 0);
        var floor = new Vector2(layout.LeftCenter.X, layout.FloorY);
        canvas.Line(floor - half, floor + half, 2.5f * layout.Unit, White, 0.55f);
        for (var mark = 0; mark <= 4; mark++)
        {
            var y = layout.FloorY - (mark * 70 * layout.Unit);
            canvas.Line(new(floor.X - half.X, y), new(floor.X - half.X + ((mark == 0 ? 0 : 14) * layout.Unit) + 1, y), 2 * layout.Unit, White, 0.55f);
        }
    }

    /// <summary>A Siemens star: where its rays run together, the picture's resolution ends.</summary>
    private static void Star(RgbCanvas canvas, TestPictureLayout layout)
    {
        var radius = Math.Min(layout.ColumnHalfWidth, 140 * layout.Unit);
        const int Rays = 36;
        canvas.Paint(
            layout.RightCenter - new Vector2(radius),
            layout.RightCenter + new Vector2(radius),
            point => Vector2.Distance(point, layout.RightCenter) - radius,
            point =>
            {
                var from = point - layout.RightCenter;
                var distance = Math.Max(from.Length(), 1);
                // The ray's edge in pixels: soft over one pixel, and grey where a ray is thinner than that.
                var wave = MathF.Sin(MathF.Atan2(from.Y, from.X) * Rays) * distance / Rays;
                var edge = Math.Clamp(0.5f + wave, 0, 1);
                return Vector3.Lerp(new(0.05f, 0.06f, 0.10f), new(0.88f, 0.91f, 0.95f), edge);
            });
        canvas.Disc(layout.RightCenter, 13 * layout.Unit, new(0.05f, 0.06f, 0.10f));
        canvas.Disc(layout.RightCenter, 5 * layout.Unit, Accent);
        canvas.Circle(layout.RightCenter, radius + (9 * layout.Unit), 2 * layout.Unit, White, 0.4f);
    }

    private static void ColorBars(RgbCanvas canvas, TestPictureLayout layout)
    {
        var (left, right) = (layout.Margin, layout.Width - layout.Margin);
        canvas.Rectangle(new(left, layout.BarsTop), new(right, layout.BarsBottom), 8 * layout.Unit, point => Bars[Step(point.X, left, right, Bars.Length)]);
        // Eleven steps from black to white: each must differ from its neighbours.
        canvas.Rectangle(
            new(left, layout.RampTop), new(right, layout.RampBottom), 4 * layout.Unit, point => new Vector3(Step(point.X, left, right, 11) / 10f));
    }

    private static int Step(float x, float left, float right, int steps) => Math.Clamp((int)((x - left) / (right - left) * steps), 0, steps - 1);

    private static void Track(RgbCanvas canvas, TestPictureLayout layout)
    {
        canvas.Line(new(layout.Margin, layout.TrackY), new(layout.Width - layout.Margin, layout.TrackY), 4 * layout.Unit, White, 0.22f);
        for (var mark = 0; mark <= 10; mark++)
            canvas.Disc(new(layout.Margin + ((layout.Width - (2 * layout.Margin)) * mark / 10), layout.TrackY), 4 * layout.Unit, White, 0.5f);
    }

    private static void Names(RgbCanvas canvas, TestPictureLayout layout, VideoFormat format, string deviceName)
    {
        var title = new GlyphSet(26 * layout.Unit);
        var small = new GlyphSet(13 * layout.Unit);
        var resolution = string.Create(CultureInfo.InvariantCulture, $"{format.Width}×{format.Height} · {format.FrameRate} FPS");
        var resolutionWidth = title.Measure(resolution);
        var left = (int)layout.Margin;
        var room = layout.Width - (2 * left) - resolutionWidth - (int)(40 * layout.Unit);
        canvas.Text(title, left, layout.TitleY, TextLines.Shorten(title, deviceName, room), White);
        canvas.Text(small, left, layout.SubtitleY, "CAMAGENT TEST PICTURE", Accent, 0.9f);
        canvas.Text(title, layout.Width - left - resolutionWidth, layout.TitleY, resolution, White, 0.92f);
    }
}
