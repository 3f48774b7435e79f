using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Gpio.Abi;

/// <summary>struct gpio_v2_line_info.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct LineInfo
{
    [FieldOffset(0)]
    public KernelName Name;

    [FieldOffset(32)]
    public KernelName Consumer;

    /// <summary>To be filled in before the call.</summary>
    [FieldOffset(64)]
    public uint Offset;

    [FieldOffset(68)]
    public uint AttributeCount;

    [FieldOffset(72)]
    public LineFlags Flags;
}
