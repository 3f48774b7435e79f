using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Gpio.Abi;

/// <summary>struct gpio_v2_line_values: by the lines' places in the request; 1 is active.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LineValues
{
    public ulong Bits;
    public ulong Mask;
}
