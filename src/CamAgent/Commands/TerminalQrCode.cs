using System.Collections;
using System.Text;
using QRCoder;

namespace CamAgent.Commands;

/// <summary>A QR code as text: two modules to a character, by half blocks.</summary>
internal static class TerminalQrCode
{
    /// <summary>Half of what ISO/IEC 18004 §6.3.8 asks for. Readers cope, and more codes fit into 80 columns.</summary>
    private const int QuietZone = 2;

    private const int GeneratorsQuietZone = 4;

    /// <summary>Version 40, level L, byte mode (ISO/IEC 18004, table 7).</summary>
    private const int MaximumBytes = 2953;

    /// <param name="isColored">Sets black on white by itself, which also reads on a light terminal. Without, the terminal is taken to be dark.</param>
    /// <param name="width">How many columns the rows take.</param>
    /// <returns>The rows, or null: no QR code holds so much text.</returns>
    public static IReadOnlyList<string>? Render(string text, bool isColored, out int width)
    {
        width = 0;
        if (Encoding.UTF8.GetByteCount(text) > MaximumBytes)
            return null;
        // Level L: a screen is clean and flat, and each level more makes the code larger.
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.L);
        var modules = code.ModuleMatrix;
        var first = GeneratorsQuietZone - QuietZone;
        var end = modules.Count - first;
        var rows = new List<string>((end - first + 1) / 2);
        var row = new StringBuilder();
        for (var y = first; y < end; y += 2)
        {
            row.Clear();
            if (isColored)
                row.Append("\e[38;5;16;48;5;231m");
            for (var x = first; x < end; x++)
                row.Append(Block(IsDark(modules, x, y), IsDark(modules, x, y + 1), isColored));
            if (isColored)
                row.Append("\e[0m");
            rows.Add(row.ToString());
        }

        width = end - first;
        return rows;
    }

    // In colour the ink is black; without, it is the light of a dark terminal.
    private static char Block(bool isUpperDark, bool isLowerDark, bool isColored) => (isUpperDark == isColored, isLowerDark == isColored) switch
    {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        _ => ' ',
    };

    private static bool IsDark(List<BitArray> modules, int x, int y) => y < modules.Count && modules[y][x];
}
