using CamAgent.Commands;
using QRCoder;

namespace CamAgent.Tests.Commands;

public sealed class TerminalQrCodeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_rows_show_the_matrix_of_the_code(bool isColored)
    {
        const string Text = "https://cam.example.org/#pair=eyJ2IjoxfQ";
        using var code = QRCodeGenerator.GenerateQrCode(Text, QRCodeGenerator.ECCLevel.L);
        var rows = TerminalQrCode.Render(Text, isColored, out var width)!;

        // Four modules of quiet zone in the matrix, two in the terminal.
        Assert.Equal(code.ModuleMatrix.Count - 4, width);
        Assert.Equal((width + 1) / 2, rows.Count);
        for (var y = 0; y < width; y++)
        {
            var row = rows[y / 2].Replace("\e[38;5;16;48;5;231m", "", StringComparison.Ordinal).Replace("\e[0m", "", StringComparison.Ordinal);
            Assert.Equal(width, row.Length);
            for (var x = 0; x < width; x++)
            {
                var isInk = row[x] == '█' || row[x] == (y % 2 == 0 ? '▀' : '▄');
                Assert.Equal(code.ModuleMatrix[y + 2][x + 2], isInk == isColored);
            }
        }
    }

    [Fact]
    public void A_text_that_no_code_can_hold_gives_none() => Assert.Null(TerminalQrCode.Render(new string('ä', 1500), isColored: false, out _));

    [Fact]
    public void The_longest_text_that_a_code_can_hold_is_shown() => Assert.NotNull(TerminalQrCode.Render(new string('a', 2953), isColored: false, out _));
}
