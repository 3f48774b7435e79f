using CamAgent.Hardware.Video.Drawing;
using CamAgent.Hardware.Video.NoSignal;

namespace CamAgent.Hardware.Tests.Video.NoSignal;

public sealed class NoSignalPainterTests
{
    private static readonly DateTimeOffset Began = new(2026, 11, 20, 18, 59, 58, TimeSpan.Zero);
    private static readonly NoSignalNotice Unplugged = new("No signal", "Front door", "/dev/video0 was unplugged.", Began);

    [Fact]
    public void Each_second_looks_different_from_the_one_before()
    {
        var painter = new NoSignalPainter(new(640, 360, 1));
        var pictures = Enumerable.Range(0, 5).Select(second => Luma(painter, Unplugged, Began.AddSeconds(second))).ToList();
        Assert.Equal(5, pictures.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Reason_title_and_device_are_all_in_the_picture()
    {
        var painter = new NoSignalPainter(new(640, 360, 1));
        NoSignalNotice[] notices =
            [Unplugged, Unplugged with { Reason = "it hangs" }, Unplugged with { Title = "Starting" }, Unplugged with { DeviceName = "Garden" }, Unplugged with { Since = Began.AddHours(-1) }];
        Assert.Equal(notices.Length, notices.Select(notice => Luma(painter, notice, Began)).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_picture_without_words_has_nothing_where_the_words_were()
    {
        var painter = new NoSignalPainter(new(640, 360, 1));
        var fresh = Luma(new NoSignalPainter(new(640, 360, 1)), Unplugged, Began.AddSeconds(3));
        Luma(painter, Unplugged with { Reason = new string('W', 400) }, Began);
        Assert.Equal(fresh, Luma(painter, Unplugged, Began.AddSeconds(3)));
    }

    [Theory]
    [InlineData(1280, 720, 640, 360)]
    [InlineData(640, 480, 640, 480)]
    [InlineData(320, 180, 640, 360)]
    [InlineData(720, 1280, 360, 640)]
    [InlineData(4096, 96, 640, 96)]
    [InlineData(2592, 1944, 640, 480)]
    public void It_has_the_cameras_shape_and_can_be_drawn_whatever_is_to_be_said(int width, int height, int expectedWidth, int expectedHeight)
    {
        var format = NoSignalFormat.For(new(width, height, 30), longestSide: 640);
        Assert.Equal(new(expectedWidth, expectedHeight, 1), format);
        var painter = new NoSignalPainter(format);
        foreach (var words in (string[])["", "x", new('x', 500), string.Join(' ', Enumerable.Repeat("many words", 80)), "ü\u0001\uD800 漢字"])
            Luma(painter, new NoSignalNotice(words, words, words, Began.AddDays(-400)), Began);
    }

    [Fact]
    public void Words_are_broken_at_blanks_and_the_last_line_says_that_there_was_more()
    {
        var letters = new GlyphSet(12);
        var room = letters.Measure("the camera was un");
        Assert.Equal(["the camera was", "unplugged"], TextLines.Wrap(letters, "the camera was unplugged", room, 3));
        var lines = TextLines.Wrap(letters, "the camera was unplugged and nobody knows when it comes back to us", room, 3);
        Assert.Equal(3, lines.Count);
        Assert.EndsWith("...", lines[2], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(letters.Measure(line), 1, room));
        Assert.All(TextLines.Wrap(letters, new string('W', 100), room, 9), line => Assert.InRange(letters.Measure(line), 1, room + letters['W'].Advance));
    }

    private static string Luma(NoSignalPainter painter, NoSignalNotice notice, DateTimeOffset now)
    {
        var picture = painter.Paint(notice, now, 0);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(picture.Luma));
    }
}
