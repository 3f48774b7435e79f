using System.Numerics;

namespace CamAgent.Hardware.Video.TestPicture;

/// <summary>Where things stand in the test picture. Everything but the machine clock scales with the picture; lengths are in pixels.</summary>
internal sealed class TestPictureLayout
{
    public TestPictureLayout(int width, int height)
    {
        Width = width;
        Height = height;
        Unit = Math.Min(width / 1280f, height / 720f);
        Margin = 48 * Unit;
        Center = new(MathF.Round(width / 2f), MathF.Round(TestPictureClock.SquareSize + (height * 0.435f)));
        RingRadius = 188 * Unit;
        var column = (Center.X - RingRadius - (48 * Unit) - Margin) / 2;
        LeftCenter = new(Margin + column, Center.Y);
        RightCenter = new(width - Margin - column, Center.Y);
        ColumnHalfWidth = column;
        FloorY = Center.Y + (150 * Unit);
        Header = new(0, 0, width, (int)(116 * Unit) + TestPictureClock.SquareSize);
        BarsTop = height - (158 * Unit);
        BarsBottom = height - (92 * Unit);
        RampTop = BarsBottom + (6 * Unit);
        RampBottom = RampTop + (14 * Unit);
        TrackY = height - (42 * Unit);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>One pixel at 1280×720.</summary>
    public float Unit { get; }

    public float Margin { get; }

    /// <summary>The ring with the text clock.</summary>
    public Vector2 Center { get; }

    public float RingRadius { get; }

    /// <summary>The bouncing ball's field.</summary>
    public Vector2 LeftCenter { get; }

    /// <summary>The star.</summary>
    public Vector2 RightCenter { get; }

    public float ColumnHalfWidth { get; }

    public float FloorY { get; }

    public PixelRectangle Header { get; }

    public float BarsTop { get; }

    public float BarsBottom { get; }

    public float RampTop { get; }

    public float RampBottom { get; }

    /// <summary>The slider's track.</summary>
    public float TrackY { get; }

    public int TitleY => TestPictureClock.SquareSize + (int)(36 * Unit);

    public int SubtitleY => TitleY + (int)(42 * Unit);
}
