using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Gpio;

/// <summary>The kernel's error numbers in words.</summary>
internal static class GpioErrors
{
    /// <summary>Within the kernel only, by include/linux/errno.h, and yet returned to programs: the driver has no such operation.</summary>
    private const int ENOTSUPP = 524;

    private const int EOPNOTSUPP = 95;

    private const string GroupRemedy = "Let the agent's user join the group gpio (sudo usermod -aG gpio USER; for a service SupplementaryGroups=gpio).";

    /// <param name="error">Positive.</param>
    public static GpioProblem ForChip(string path, int error) => error switch
    {
        LibC.ENOENT or LibC.ENXIO or LibC.ENODEV =>
            new(GpioProblemKind.NoChip, $"there is no GPIO chip {path}", "gpiodetect lists the chips; name one by its label to be independent of numbers."),
        LibC.EACCES or LibC.EPERM => NoPermission(path),
        LibC.ENOTTY or LibC.EINVAL => new(GpioProblemKind.NotSupported, $"{path} is not a GPIO chip", "gpiodetect lists the chips."),
        _ => new(GpioProblemKind.Failed, $"{path} cannot be opened: {LibC.ErrorText(error)}", "dmesg may say more."),
    };

    public static GpioProblem NoPermission(string path) => new(GpioProblemKind.NoPermission, $"no permission for {path}", GroupRemedy);

    /// <param name="line"><c>line 17 of gpiochip0</c>.</param>
    public static GpioProblem ForLine(string line, int error) => error switch
    {
        LibC.EBUSY => new(GpioProblemKind.InUse, $"{line} is in use", "gpioinfo tells by whom; free it, or configure another line."),
        LibC.EACCES or LibC.EPERM => new(GpioProblemKind.NoPermission, $"no permission for {line}", GroupRemedy),
        LibC.ENODEV or LibC.ENXIO => Gone(line),
        LibC.ENOTTY => new(GpioProblemKind.NotSupported, $"{line} cannot be requested: the kernel does not know GPIO version 2", "It needs Linux 5.10 or newer."),
        LibC.EINVAL or ENOTSUPP or EOPNOTSUPP =>
            new(GpioProblemKind.NotSupported, $"{line} cannot do what is configured: {Text(error)}", "See whether its chip has edges, this bias and this direction."),
        _ => new(GpioProblemKind.Failed, $"{line} failed: {Text(error)}", "dmesg may say more."),
    };

    public static GpioProblem Gone(string line) =>
        new(GpioProblemKind.Gone, $"the chip of {line} is gone", "It is used again as soon as the chip is back.");

    private static string Text(int error) => error == ENOTSUPP ? "Operation not supported by the driver" : LibC.ErrorText(error);
}
