using CamAgent.Hardware.Gpio;

namespace CamAgent.Devices;

/// <summary>A configured GPIO output. Any thread may look at it; <see cref="DeviceOutputs"/> sets it.</summary>
internal sealed class DeviceOutput(GpioOutput line, string kind)
{
    /// <summary>As configured; a part of topics.</summary>
    public string Name => line.Name;

    /// <summary>As configured: <c>light</c>, <c>switch</c>, <c>outlet</c>, <c>siren</c>.</summary>
    public string Kind { get; } = kind;

    /// <summary>What it is set to, active-low counted in; null: unavailable.</summary>
    public bool? IsOn => line.IsOn;

    /// <summary>Why it is unavailable, and what to do; null when it is not.</summary>
    public GpioProblem? Problem => line.Problem;

    internal GpioOutput Line => line;
}
