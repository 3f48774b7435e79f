namespace CamAgent.Hardware.Gpio.Abi;

/// <summary>Request numbers of linux/gpio.h, version 2. Every structure has explicit padding, so they are equal on all architectures.</summary>
internal static class GpioRequest
{
    /// <summary>GPIO_GET_CHIPINFO_IOCTL, <see cref="ChipInfo"/>.</summary>
    public const uint GetChipInfo = 0x8044_b401;

    /// <summary>GPIO_V2_GET_LINEINFO_IOCTL, <see cref="LineInfo"/>.</summary>
    public const uint GetLineInfo = 0xc100_b405;

    /// <summary>GPIO_V2_GET_LINE_IOCTL, <see cref="LineRequest"/>.</summary>
    public const uint GetLine = 0xc250_b407;

    /// <summary>GPIO_V2_LINE_GET_VALUES_IOCTL, <see cref="LineValues"/>.</summary>
    public const uint GetValues = 0xc010_b40e;

    /// <summary>GPIO_V2_LINE_SET_VALUES_IOCTL, <see cref="LineValues"/>.</summary>
    public const uint SetValues = 0xc010_b40f;
}
