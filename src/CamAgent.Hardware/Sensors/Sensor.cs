using System.Diagnostics.CodeAnalysis;

namespace CamAgent.Hardware.Sensors;

/// <summary>One quantity that one device measures.</summary>
public abstract class Sensor
{
    private protected Sensor(string name, SensorKind kind, string place)
    {
        Name = name;
        Kind = kind;
        Place = place;
    }

    /// <summary><c>a-z</c>, <c>0-9</c> and <c>-</c>, at most 64 characters; the same at every start while the same devices are there.</summary>
    public string Name { get; }

    public SensorKind Kind { get; }

    /// <summary>Where it is, for people: a directory of sysfs.</summary>
    public string Place { get; }

    public string Unit => Kind.Unit();

    /// <summary>Digits behind the point that mean something; values are rounded to it.</summary>
    public int Precision => Kind.Precision();

    /// <summary>A reading takes long (a DS18B20 converts for 750 ms); it belongs on a thread of its own.</summary>
    public virtual bool IsSlow => false;

    /// <summary>Measures; blocks while the device does.</summary>
    /// <param name="value">In <see cref="Unit"/>, rounded.</param>
    /// <param name="problem">Why there is no value, in words.</param>
    public bool TryRead(out double value, [NotNullWhen(false)] out string? problem)
    {
        if (!TryMeasure(out value, out problem))
            return false;
        value = Math.Round(value, Precision, MidpointRounding.AwayFromZero);
        // Minus nothing is printed as such, and nobody means it.
        value = value == 0 ? 0 : value;
        return true;
    }

    private protected abstract bool TryMeasure(out double value, [NotNullWhen(false)] out string? problem);
}
