using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Gpio.Abi;

/// <summary>struct gpio_v2_line_config. The padding must be zero.</summary>
[StructLayout(LayoutKind.Explicit, Size = 272)]
internal struct LineConfig
{
    [FieldOffset(0)]
    public LineFlags Flags;

    [FieldOffset(8)]
    public uint AttributeCount;

    [FieldOffset(32)]
    public LineAttributes Attributes;
}
