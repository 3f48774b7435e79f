namespace CamAgent.EndToEnd.Lab;

/// <summary>Figures that the run measured: a line each in the file that <c>CAMAGENT_FIGURES</c> names, which ./test prints at the end.</summary>
internal static class Figures
{
    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
    }

    internal static void Print(string what, string figure)
    {
        if (Environment.GetEnvironmentVariable("CAMAGENT_FIGURES") is { Length: > 0 } file)
            File.AppendAllText(file, $"figure: {what}: {figure}{Environment.NewLine}");
    }
}
