using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Gpio.Abi;

/// <summary>struct gpio_v2_line_config_attribute, which begins with struct gpio_v2_line_attribute.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct LineAttribute
{
    /// <summary>GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES.</summary>
    public const uint OutputValuesId = 2;

    /// <summary>GPIO_V2_LINE_ATTR_ID_DEBOUNCE.</summary>
    public const uint DebounceId = 3;

    [FieldOffset(0)]
    public uint Id;

    /// <summary>For <see cref="OutputValuesId"/>: the level of each line, by its place in the request.</summary>
    [FieldOffset(8)]
    public ulong Values;

    /// <summary>For <see cref="DebounceId"/>, in microseconds.</summary>
    [FieldOffset(8)]
    public uint DebouncePeriod;

    /// <summary>The lines that it is for, by their places in the request.</summary>
    [FieldOffset(16)]
    public ulong Mask;
}

/// <summary>GPIO_V2_LINE_NUM_ATTRS_MAX attributes.</summary>
[InlineArray(10)]
internal struct LineAttributes
{
    private LineAttribute _first;
}
