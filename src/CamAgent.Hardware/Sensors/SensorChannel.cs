namespace CamAgent.Hardware.Sensors;

/// <summary>One attribute of a device in sysfs and how it becomes a value.</summary>
/// <param name="Name">The sensor's, before numbering.</param>
/// <param name="Attribute">The file, within the device's directory.</param>
internal abstract record SensorChannel(string Name, SensorKind Kind, string Attribute)
{
    public virtual bool IsSlow => false;

    /// <param name="folder">The device's.</param>
    /// <param name="value">In the kind's unit.</param>
    /// <param name="error">An error number; 0 when there is none to blame.</param>
    /// <param name="problem">In words where a number does not tell.</param>
    public abstract bool TryRead(string folder, out double value, out int error, out string? problem);
}

/// <summary>A number times a factor.</summary>
/// <param name="Factor">From the driver's unit to the kind's.</param>
internal sealed record ScaledChannel(string Name, SensorKind Kind, string Attribute, double Factor) : SensorChannel(Name, Kind, Attribute)
{
    /// <summary>A file that holds 1 while the channel is broken; null: there is none.</summary>
    public string? FaultAttribute { get; init; }

    public override bool TryRead(string folder, out double value, out int error, out string? problem)
    {
        problem = null;
        if (FaultAttribute is not null && SysfsFile.TryReadNumber(Path.Combine(folder, FaultAttribute), out var fault, out _) && fault != 0)
        {
            (value, error, problem) = (0, 0, "its driver reports a fault");
            return false;
        }

        var isRead = SysfsFile.TryReadNumber(Path.Combine(folder, Attribute), out value, out error);
        value *= Factor;
        return isRead;
    }
}
