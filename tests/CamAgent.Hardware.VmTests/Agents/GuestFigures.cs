namespace CamAgent.Hardware.VmTests.Agents;

/// <summary>Figures that were measured in the guest: printed, and for ./test in the file that CAMAGENT_FIGURES names.</summary>
internal static class GuestFigures
{
    internal static void Print(string what, IReadOnlyCollection<double> seconds) =>
        Print(what, FormattableString.Invariant($"median {seconds.Order().ElementAt(seconds.Count / 2):F2} s, worst {seconds.Max():F2} s of {seconds.Count}"));

    internal static void Print(string what, string figure)
    {
        var line = $"figure: {what}: {figure}";
        Console.WriteLine(line);
        if (Environment.GetEnvironmentVariable("CAMAGENT_FIGURES") is { Length: > 0 } file)
            File.AppendAllText(file, line + "\n");
    }
}
