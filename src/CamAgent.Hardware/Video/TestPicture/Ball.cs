using System.Numerics;
using CamAgent.Hardware.Video.Drawing;

namespace CamAgent.Hardware.Video.TestPicture;

/// <summary>The bouncing ball: a shaded sprite on a parabola, to and fro.</summary>
internal sealed class Ball
{
    private const int BouncePeriod = 1200;
    private const int CrossingPeriod = 5400;

    private static readonly Vector3 Body = new(0.98f, 0.49f, 0.18f);
    private static readonly Vector3 Shade = new(0.48f, 0.10f, 0.10f);
    private static readonly Vector3 Shine = new(1f, 0.93f, 0.80f);

    private readonly TestPictureLayout _layout;
    private readonly int _size;
    private readonly byte[] _luma;
    private readonly byte[] _lumaCoverage;
    private readonly byte[] _blue;
    private readonly byte[] _red;
    private readonly byte[] _chromaCoverage;
    private int _left;
    private int _top;

    public Ball(TestPictureLayout layout)
    {
        _layout = layout;
        // Even, and at even places: so the chroma samples fall into the same grid everywhere.
        _size = (int)(38 * layout.Unit) * 2;
        (_luma, _lumaCoverage) = (new byte[_size * _size], new byte[_size * _size]);
        (_blue, _red, _chromaCoverage) = (new byte[_size * _size / 4], new byte[_size * _size / 4], new byte[_size * _size / 4]);
        Shape();
        MoveTo(0);
    }

    public PixelRectangle Area => new(_left, _top, _left + _size, _top + _size);

    public void MoveTo(long unixMilliseconds)
    {
        var bounce = ((unixMilliseconds % BouncePeriod) / (float)BouncePeriod * 2) - 1;
        var crossing = Math.Abs((unixMilliseconds % CrossingPeriod / (float)CrossingPeriod * 2) - 1);
        var height = (1 - (bounce * bounce)) * 220 * _layout.Unit;
        var span = (2 * _layout.ColumnHalfWidth) - _size - (24 * _layout.Unit);
        _left = (int)(_layout.LeftCenter.X - (span / 2) + (span * crossing) - (_size / 2)) & ~1;
        _top = (int)(_layout.FloorY - _size - height) & ~1;
    }

    public void Paint(I420Buffer picture)
    {
        Blend(picture.Luma, picture.Width, _left, _top, _luma, _lumaCoverage, _size);
        Blend(picture.Blue, picture.ChromaWidth, _left / 2, _top / 2, _blue, _chromaCoverage, _size / 2);
        Blend(picture.Red, picture.ChromaWidth, _left / 2, _top / 2, _red, _chromaCoverage, _size / 2);
    }

    private static void Blend(Span<byte> plane, int stride, int left, int top, ReadOnlySpan<byte> values, ReadOnlySpan<byte> coverage, int size)
    {
        for (var y = 0; y < size; y++)
        {
            var target = plane.Slice(((top + y) * stride) + left, size);
            for (var x = 0; x < size; x++)
                target[x] = (byte)(target[x] + ((values[(y * size) + x] - target[x]) * coverage[(y * size) + x] / 255));
        }
    }

    private void Shape()
    {
        for (var y = 0; y < _size; y++)
        {
            for (var x = 0; x < _size; x++)
            {
                var at = (y * _size) + x;
                var point = new Vector2(x + 0.5f, y + 0.5f);
                _luma[at] = Bt709.Luma(Color(point));
                _lumaCoverage[at] = Coverage(point);
                if (((x | y) & 1) != 0)
                    continue;
                var chroma = (y / 2 * (_size / 2)) + (x / 2);
                var middle = new Vector2(x + 1, y + 1);
                _blue[chroma] = Bt709.Blue(Color(middle));
                _red[chroma] = Bt709.Red(Color(middle));
                _chromaCoverage[chroma] = Coverage(middle);
            }
        }
    }

    private byte Coverage(Vector2 point) => (byte)(255 * Math.Clamp((_size / 2f) - Vector2.Distance(point, new(_size / 2f)), 0, 1));

    /// <summary>A sphere lit from the upper left.</summary>
    private Vector3 Color(Vector2 point)
    {
        var from = (point - new Vector2(_size / 2f)) / (_size / 2f);
        var normal = new Vector3(from, MathF.Sqrt(Math.Max(0, 1 - from.LengthSquared())));
        var light = Vector3.Normalize(new(-0.5f, -0.65f, 0.75f));
        var lit = Vector3.Dot(normal, light);
        var wrapped = Math.Clamp((lit + 0.45f) / 1.45f, 0, 1);
        return Vector3.Lerp(Vector3.Lerp(Shade, Body, wrapped), Shine, MathF.Pow(Math.Max(lit, 0), 18) * 0.8f);
    }
}
