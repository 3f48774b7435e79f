namespace CamAgent.Hardware.Gpio;

public enum GpioProblemKind
{
    /// <summary>No such chip, now.</summary>
    NoChip,

    /// <summary>The chip has no such line.</summary>
    NoLine,

    /// <summary>A driver or another program holds the line.</summary>
    InUse,

    NoPermission,

    /// <summary>The chip cannot do what was asked for, or the kernel is too old.</summary>
    NotSupported,

    /// <summary>The chip went away while the line was held.</summary>
    Gone,

    /// <summary>Closed by whoever opened it.</summary>
    Closed,

    /// <summary>Anything else the kernel said.</summary>
    Failed,
}

/// <summary>Why a line cannot be used.</summary>
/// <param name="What">What happened to what: <c>line 17 of gpiochip0 is in use by "led0"</c>.</param>
/// <param name="Remedy">What to do next, as a sentence.</param>
public sealed record GpioProblem(GpioProblemKind Kind, string What, string Remedy)
{
    public override string ToString() => $"{What}. {Remedy}";
}
