using CamAgent.Hardware.Video.Drawing;

namespace CamAgent.Hardware.Tests.Video.Drawing;

public sealed class StrokeFontTests
{
    [Fact]
    public void Every_printable_character_has_strokes_within_its_box()
    {
        for (var character = '!'; character < 0x17F; character++)
        {
            var (width, strokes) = StrokeFont.Outline(character);
            Assert.NotEmpty(strokes);
            foreach (var point in strokes.SelectMany(stroke => stroke))
                Assert.True(point.X >= 0 && point.X <= width + 1 && point.Y is >= 0 and <= StrokeFont.Height + 2, $"{character}: {point}");
        }
    }

    [Fact]
    public void Digits_are_equally_wide_so_that_a_clock_does_not_jump()
    {
        var letters = new GlyphSet(40);
        Assert.Single("0123456789".Select(digit => letters[digit].Advance).Distinct());
    }

    [Fact]
    public void Letters_and_digits_differ_from_each_other()
    {
        // The letter O and the zero share their shape.
        var letters = new GlyphSet(24);
        var shapes = "0123456789ABCDEFGHIJKLMNPQRSTUVWXYZ.,:;-/+=?!#%&".Select(character => Convert.ToHexString(letters[character].Coverage)).ToList();
        Assert.Equal(shapes.Count, shapes.Distinct(StringComparer.Ordinal).Count());
    }
}
