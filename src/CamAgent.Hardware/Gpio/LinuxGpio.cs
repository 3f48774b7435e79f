using System.Globalization;
using System.Runtime.InteropServices;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Gpio;

/// <summary>/dev/gpiochip* of this machine.</summary>
internal sealed unsafe class LinuxGpio : GpioKernel
{
    private const string Prefix = "/dev/gpiochip";

    internal override IReadOnlyList<string> ChipPaths()
    {
        try
        {
            return [.. Directory.EnumerateFiles("/dev", "gpiochip*")
                .Where(path => int.TryParse(path.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .OrderBy(path => int.Parse(path.AsSpan(Prefix.Length), CultureInfo.InvariantCulture))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Not blocking: somebody may have named a FIFO. For a chip it concerns only a kind of event that is not asked for.
    internal override int Open(string path) => Result(LibC.open(path, LibC.O_RDWR | LibC.O_CLOEXEC | LibC.O_NONBLOCK));

    internal override int Control(int descriptor, uint request, Span<byte> argument)
    {
        fixed (byte* pointer = argument)
        {
            int result;
            do
                result = Result(LibC.ioctl(descriptor, request, pointer));
            while (result == -LibC.EINTR);
            return result;
        }
    }

    internal override int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            int result;
            do
                result = Result(LibC.read(descriptor, pointer, (nuint)buffer.Length));
            while (result == -LibC.EINTR);
            return result;
        }
    }

    internal override void Close(int descriptor) => _ = LibC.close(descriptor);

    internal override int Poll(Span<LibC.PollDescriptor> descriptors, TimeSpan limit)
    {
        fixed (LibC.PollDescriptor* pointer = descriptors)
            return Result(LibC.poll(pointer, (nuint)descriptors.Length, (int)Math.Ceiling(limit.TotalMilliseconds)));
    }

    internal override int OpenWakeUp() => Result(LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK));

    internal override void WakeUp(int descriptor)
    {
        ulong one = 1;
        _ = LibC.write(descriptor, (byte*)&one, sizeof(ulong));
    }

    internal override void ClearWakeUp(int descriptor)
    {
        ulong count;
        _ = LibC.read(descriptor, (byte*)&count, sizeof(ulong));
    }

    private static int Result(nint result) => result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();
}
