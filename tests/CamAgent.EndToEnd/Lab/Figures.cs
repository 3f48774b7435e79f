namespace CamAgent.EndToEnd.Lab;

/// <summary>Figures that the run measured: printed to standard output, so that ./test shows them.</summary>
internal static class Figures
{
    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
    }

    internal static void Print(string what, string figure) => Console.WriteLine($"figure: {what}: {figure}");
}
