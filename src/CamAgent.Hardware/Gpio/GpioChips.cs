using System.Diagnostics.CodeAnalysis;

namespace CamAgent.Hardware.Gpio;

/// <summary>The chips of a machine: listed, and found by name, label or path.</summary>
public static class GpioChips
{
    /// <param name="problems">Of chips that cannot be looked at.</param>
    public static IReadOnlyList<GpioChipInfo> List(GpioKernel kernel, out IReadOnlyList<GpioProblem> problems)
    {
        var chips = new List<GpioChipInfo>();
        var found = new List<GpioProblem>();
        foreach (var path in kernel.ChipPaths())
        {
            if (GpioChip.TryOpen(kernel, path, out var chip, out var problem))
            {
                chips.Add(chip.Info);
                chip.Dispose();
            }
            else
            {
                found.Add(problem);
            }
        }

        problems = found;
        return chips;
    }

    /// <param name="wanted">A name, a label or a path.</param>
    /// <param name="chip">Open; the caller disposes of it.</param>
    public static bool TryOpen(GpioKernel kernel, string wanted, [NotNullWhen(true)] out GpioChip? chip, [NotNullWhen(false)] out GpioProblem? problem)
    {
        if (wanted.StartsWith('/'))
            return GpioChip.TryOpen(kernel, wanted, out chip, out problem);
        chip = null;
        GpioProblem? closed = null;
        var names = new List<string>();
        foreach (var path in kernel.ChipPaths())
        {
            if (!GpioChip.TryOpen(kernel, path, out var candidate, out problem))
            {
                if (Path.GetFileName(path) == wanted)
                    return false;
                closed = problem.Kind == GpioProblemKind.NoPermission ? problem : closed;
                continue;
            }

            if (!Is(candidate.Info, wanted))
            {
                names.Add(candidate.Info.Name);
                names.Add(candidate.Info.Label);
                candidate.Dispose();
                continue;
            }

            if (chip is not null)
            {
                problem = Ambiguous(wanted, chip.Info, candidate.Info);
                chip.Dispose();
                candidate.Dispose();
                chip = null;
                return false;
            }

            chip = candidate;
        }

        problem = chip is null ? closed ?? NoSuchChip(wanted, names) : null;
        return chip is not null;
    }

    private static bool Is(GpioChipInfo info, string wanted) =>
        string.Equals(info.Name, wanted, StringComparison.Ordinal) || string.Equals(info.Label, wanted, StringComparison.Ordinal);

    private static GpioProblem Ambiguous(string wanted, GpioChipInfo first, GpioChipInfo second) => new(
        GpioProblemKind.NoChip, $"{first.Name} and {second.Name} are both called \"{wanted}\"", "Name one by its path, or by a link that udev makes.");

    private static GpioProblem NoSuchChip(string wanted, List<string> names)
    {
        var nearest = NearestName.To(wanted, names);
        return new GpioProblem(
            GpioProblemKind.NoChip,
            $"there is no GPIO chip \"{wanted}\"{(nearest is null ? "" : $"; did you mean \"{nearest}\"?")}",
            names.Count == 0 ? "This machine has none now." : "gpiodetect lists the chips; a label stays when their numbers change.");
    }
}
