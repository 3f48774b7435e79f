using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Gpio.Abi;

/// <summary>struct gpio_v2_line_request. The padding must be zero.</summary>
[StructLayout(LayoutKind.Explicit, Size = 592)]
internal struct LineRequest
{
    [FieldOffset(0)]
    public LineOffsets Offsets;

    /// <summary>Who holds the lines, for others to read.</summary>
    [FieldOffset(256)]
    public KernelName Consumer;

    [FieldOffset(288)]
    public LineConfig Config;

    [FieldOffset(560)]
    public uint LineCount;

    /// <summary>Events that the kernel should keep; it may round up or cap (GPIO_V2_LINES_MAX * 16).</summary>
    [FieldOffset(564)]
    public uint EventBufferSize;

    /// <summary>Filled in: a descriptor that holds the lines until it is closed.</summary>
    [FieldOffset(588)]
    public int Descriptor;
}

/// <summary>GPIO_V2_LINES_MAX offsets.</summary>
[InlineArray(64)]
internal struct LineOffsets
{
    private uint _first;
}
