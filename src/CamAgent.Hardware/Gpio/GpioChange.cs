namespace CamAgent.Hardware.Gpio;

/// <summary>What happened to a line.</summary>
/// <param name="IsOn">Its new level, active-low counted in; null: it is unavailable, and <see cref="GpioLine.Problem"/> says why.</param>
/// <param name="Timestamp">When, in nanoseconds of CLOCK_MONOTONIC; for an edge the kernel's own time stamp.</param>
/// <param name="Missed">Edges of this line before this change that nobody saw: they came faster than they were read, or than the kernel looks.
/// A change to the level that was there already has at least 1.</param>
public readonly record struct GpioChange(GpioLine Line, bool? IsOn, long Timestamp, uint Missed);
