using System.Globalization;

namespace CamAgent.HomeAutomation.States;

/// <summary>Numbers as states carry them: as many decimals as mean something, a point, no exponent; unchanged noise sends nothing.</summary>
internal static class MeasuredNumber
{
    private const int MostDecimals = 6;

    /// <returns>Null for what is no number: it is not known, which is not the same as 0.</returns>
    public static string? Format(double value, int decimals)
    {
        if (!double.IsFinite(value))
            return null;
        var rounded = Math.Round(value, Math.Clamp(decimals, 0, MostDecimals), MidpointRounding.AwayFromZero);
        // Minus nothing is nothing.
        return (rounded == 0 ? 0 : rounded).ToString("0.######", CultureInfo.InvariantCulture);
    }
}
