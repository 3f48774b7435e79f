using System.Globalization;
using CamAgent.Configuration;
using CamAgent.Devices;
using CamAgent.Hardware.Gpio;
using CamAgent.Hardware.Sensors;

namespace CamAgent.Doctor;

/// <summary>GPIO chips, the configured lines, and the sensors. Looking switches nothing: an input is taken for a moment, an output never.</summary>
internal static class DeviceChecks
{
    private const int MostShown = 12;

    public static IEnumerable<DoctorCheck> All(AgentConfiguration configuration, GpioKernel kernel, SensorSource sensors, TimeProvider time, string sysfs = "/sys")
    {
        var gpio = configuration.Gpio;
        yield return new DoctorCheck("GPIO", () => Chips(kernel, gpio.Inputs.Count + gpio.Outputs.Count > 0));
        foreach (var input in gpio.Inputs)
            yield return new DoctorCheck($"input {input.Name}", () => Line(kernel, input.ToSettings(), () => Level(kernel, input.ToSettings(), time)));
        foreach (var output in gpio.Outputs)
            yield return new DoctorCheck($"output {output.Name}", () => Line(kernel, output.ToSettings(), null));
        // A 1-Wire thermometer takes most of a second, and there may be several.
        yield return new DoctorCheck("sensors", () => Sensors(sensors, configuration.Sensors)) { Deadline = TimeSpan.FromSeconds(20) };
        if (PiThrottlingReader.TryRead(out var throttling, sysfs))
            yield return new DoctorCheck("power", () => Power(throttling));
    }

    private static DoctorFinding Chips(GpioKernel kernel, bool areWanted)
    {
        var chips = GpioChips.List(kernel, out var problems);
        var found = chips.Count == 0 ? "no chips" : string.Join(", ", chips.Select(chip => string.Create(CultureInfo.InvariantCulture, $"{chip}: {chip.Lines} lines")));
        if (problems.Count > 0)
            return DoctorFinding.Warn($"{found}; {string.Join("; ", problems.Select(problem => problem.What))}", problems[0].Remedy);
        return chips.Count == 0 && areWanted
            ? DoctorFinding.Fail("there is no GPIO chip, and lines are configured", "See that the board has one and its driver is loaded (ls /dev/gpiochip*); in a container, pass the device in.")
            : DoctorFinding.Ok(found);
    }

    /// <param name="whenFree">Looks at a line that nobody holds; null: it is left alone.</param>
    private static DoctorFinding Line(GpioKernel kernel, GpioLineSettings settings, Func<DoctorFinding>? whenFree)
    {
        if (!GpioChips.TryOpen(kernel, settings.Chip, out var chip, out var problem))
            return DoctorFinding.Fail(problem.What, problem.Remedy);
        using (chip)
        {
            if (!chip.TryFindLine(settings.Line, out var line, out problem))
                return DoctorFinding.Fail(problem.What, problem.Remedy);
            var place = $"{GpioLineId.At(line.Offset)} of {chip.Info}{(line.Name.Length > 0 ? $", \"{line.Name}\"" : "")}";
            if (line is { IsUsed: true, Consumer: GpioChip.Consumer })
                return DoctorFinding.Ok($"{place}, in use by the running agent");
            if (line.IsUsed)
            {
                return DoctorFinding.Fail(
                    $"{place}, is in use by {(line.Consumer.Length > 0 ? $"\"{line.Consumer}\"" : "somebody who gives no name")}",
                    "Free it (a dtoverlay, a driver or another program holds it), or configure another line.");
            }

            if (whenFree is null)
                return DoctorFinding.Ok($"{place}, is free ({(line.IsOutput ? "an output" : "an input")} now)");
            var finding = whenFree();
            return finding with { What = $"{place}, {finding.What}" };
        }
    }

    private static DoctorFinding Level(GpioKernel kernel, GpioInputSettings settings, TimeProvider time)
    {
        using var lines = new GpioLines(kernel, [settings], [], time);
        lines.Start();
        var input = lines.Inputs[0];
        return input.Problem is { } problem
            ? DoctorFinding.Fail(problem.What, problem.Remedy)
            : DoctorFinding.Ok($"is free and {(input.IsOn == true ? "on" : "off")}");
    }

    private static DoctorFinding Sensors(SensorSource source, SensorsConfiguration configuration)
    {
        var all = source.Discover();
        var included = all.Where(sensor => configuration.Include.Any(pattern => SensorPattern.IsMatch(pattern, sensor.Name))).ToArray();
        var idle = configuration.Include.Where(pattern => pattern != "*" && !all.Any(sensor => SensorPattern.IsMatch(pattern, sensor.Name))).ToArray();
        var readings = included.Take(MostShown).Select(Read).ToArray();
        var words = included.Length == 0 ? all.Count == 0 ? "none found" : string.Create(CultureInfo.InvariantCulture, $"none of {all.Count} found is included")
            : string.Join(", ", readings.Select(reading => reading.Words)) + (included.Length > MostShown ? string.Create(CultureInfo.InvariantCulture, $" and {included.Length - MostShown} more") : "");
        if (idle.Length > 0)
        {
            return DoctorFinding.Warn(
                $"{words}; nothing is called {string.Join(" or ", idle.Select(pattern => $"\"{pattern}\""))}",
                "Correct sensors.include, or see that the sensor's driver is loaded (dmesg; a dtoverlay).");
        }

        return readings.Any(reading => !reading.IsRead)
            ? DoctorFinding.Warn(words, "See that it is connected; dmesg may say more. Or leave it out of sensors.include.")
            : DoctorFinding.Ok(words);
    }

    private static (bool IsRead, string Words) Read(Sensor sensor) => sensor.TryRead(out var value, out var problem)
        ? (true, string.Create(CultureInfo.InvariantCulture, $"{sensor.Name} {value} {sensor.Unit}").TrimEnd())
        : (false, $"{sensor.Name}: {problem}");

    private static DoctorFinding Power(PiThrottling throttling)
    {
        if (throttling.HasFlag(PiThrottling.UnderVoltage))
            return DoctorFinding.Warn("the supply's voltage is too low now", "Use a better power supply or a shorter cable: cameras and radio fail first.");
        if (throttling.HasFlag(PiThrottling.UnderVoltageOccurred))
            return DoctorFinding.Warn("the supply's voltage was too low since the start", "Use a better power supply or a shorter cable.");
        return (throttling & (PiThrottling.Throttled | PiThrottling.FrequencyCapped | PiThrottling.SoftTemperatureLimit)) != PiThrottling.None
            ? DoctorFinding.Warn("the processor is slowed down by heat", "Cool it: a heat sink, a fan, more air.")
            : DoctorFinding.Ok("the supply and the temperature are good");
    }
}
