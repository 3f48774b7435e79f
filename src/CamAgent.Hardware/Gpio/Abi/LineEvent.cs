using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Gpio.Abi;

/// <summary>struct gpio_v2_line_event.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct LineEvent
{
    public const int Size = 48;

    /// <summary>GPIO_V2_LINE_EVENT_RISING_EDGE: from inactive to active.</summary>
    public const uint RisingEdge = 1;

    /// <summary>GPIO_V2_LINE_EVENT_FALLING_EDGE: from active to inactive.</summary>
    public const uint FallingEdge = 2;

    /// <summary>Nanoseconds of CLOCK_MONOTONIC.</summary>
    [FieldOffset(0)]
    public ulong Timestamp;

    [FieldOffset(8)]
    public uint Id;

    [FieldOffset(12)]
    public uint Offset;

    /// <summary>Counts from 1 over all lines of the request; what the kernel dropped counts, too.</summary>
    [FieldOffset(16)]
    public uint Sequence;

    /// <summary>The same for this line alone.</summary>
    [FieldOffset(20)]
    public uint LineSequence;
}
