namespace CamAgent.Hardware.Gpio;

/// <summary>The resistor within the chip that holds an input where nothing drives it.</summary>
public enum GpioBias
{
    /// <summary>As the firmware or device tree left it.</summary>
    AsIs,
    Disabled,
    PullUp,
    PullDown,
}
