using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Gpio.Abi;

/// <summary>struct gpiochip_info.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ChipInfo
{
    public KernelName Name;
    public KernelName Label;
    public uint Lines;
}
