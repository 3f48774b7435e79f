using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Gpio;

/// <summary>
/// The GPIO character device, version 2 (linux/gpio.h), as the few system calls that it takes. <see cref="Linux"/> is this machine's;
/// <see cref="Simulation.SimulatedGpio"/> stands in for it where there is none. All results are a number of at least 0, or a negated error number.
/// </summary>
public abstract class GpioKernel
{
    private protected GpioKernel()
    {
    }

    /// <summary>This machine's.</summary>
    public static GpioKernel Linux { get; } = new LinuxGpio();

    /// <summary>Paths of the chips that are there now, by number.</summary>
    internal abstract IReadOnlyList<string> ChipPaths();

    /// <returns>A descriptor.</returns>
    internal abstract int Open(string path);

    /// <summary>ioctl(2).</summary>
    /// <param name="argument">The request's structure, whole.</param>
    internal abstract int Control(int descriptor, uint request, Span<byte> argument);

    internal abstract int Read(int descriptor, Span<byte> buffer);

    internal abstract void Close(int descriptor);

    /// <summary>poll(2).</summary>
    /// <param name="limit">Rounded up to a millisecond.</param>
    internal abstract int Poll(Span<LibC.PollDescriptor> descriptors, TimeSpan limit);

    /// <returns>A descriptor that <see cref="Poll"/> finds readable after <see cref="WakeUp"/>.</returns>
    internal abstract int OpenWakeUp();

    internal abstract void WakeUp(int descriptor);

    /// <summary>Takes back a <see cref="WakeUp"/>.</summary>
    internal abstract void ClearWakeUp(int descriptor);
}
