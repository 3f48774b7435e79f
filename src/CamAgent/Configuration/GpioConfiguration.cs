using CamAgent.Hardware.Gpio;

namespace CamAgent.Configuration;

internal sealed record GpioConfiguration(IReadOnlyList<GpioInputConfiguration> Inputs, IReadOnlyList<GpioOutputConfiguration> Outputs);

/// <param name="Name">Names it in topics.</param>
/// <param name="Chip">A chip's name, label or path.</param>
/// <param name="Line">On its chip.</param>
/// <param name="Kind">What hangs on it; the device class in home automation.</param>
/// <param name="DebounceMs">Milliseconds; 0 is none.</param>
internal sealed record GpioInputConfiguration(string Name, string Chip, GpioLineId Line, string Kind, bool ActiveLow, GpioBias Bias, int DebounceMs);

/// <param name="Name">Names it in topics.</param>
/// <param name="Chip">A chip's name, label or path.</param>
/// <param name="Line">On its chip.</param>
/// <param name="Initial">On from the start.</param>
internal sealed record GpioOutputConfiguration(string Name, string Chip, GpioLineId Line, string Kind, bool Initial);
