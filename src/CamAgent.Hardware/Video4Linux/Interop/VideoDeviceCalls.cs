using System.Runtime.InteropServices;
using CamAgent.Hardware.Linux;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>The kernel's own.</summary>
internal sealed unsafe class VideoDeviceCalls : IVideoDeviceCalls
{
    private readonly SafeFileHandle _device;

    private VideoDeviceCalls(SafeFileHandle device) => _device = device;

    /// <summary>Opens without blocking: a DQBUF that waits could not be ended.</summary>
    public static int TryOpen(string path, out IVideoDeviceCalls? calls)
    {
        int descriptor, error = 0;
        do
        {
            descriptor = LibC.open(path, LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
            error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (error == LibC.EINTR);

        calls = error == 0 ? new VideoDeviceCalls(new(descriptor, ownsHandle: true)) : null;
        return error;
    }

    public int Ioctl(uint request, Span<byte> argument)
    {
        fixed (byte* pointer = argument)
        {
            while (true)
            {
                try
                {
                    if (LibC.ioctl(_device, request, pointer) >= 0)
                        return 0;
                }
                catch (ObjectDisposedException)
                {
                    return LibC.EBADF;
                }

                var error = Marshal.GetLastPInvokeError();
                if (error != LibC.EINTR)
                    return error;
            }
        }
    }

    public int Map(nuint length, uint offset, bool isWritable, out nint address)
    {
        address = LibC.mmap(0, length, LibC.PROT_READ | (isWritable ? LibC.PROT_WRITE : 0), LibC.MAP_SHARED, _device, (nint)offset);
        if (address != -1)
            return 0;
        address = 0;
        return Marshal.GetLastPInvokeError();
    }

    public void Unmap(nint address, nuint length) => _ = LibC.munmap(address, length);

    public int Poll(DeviceEvents wanted, int wakeUpDescriptor, int timeoutMilliseconds, out DeviceEvents ready)
    {
        ready = DeviceEvents.None;
        var added = false;
        try
        {
            _device.DangerousAddRef(ref added);
            var descriptors = stackalloc LibC.PollDescriptor[2];
            descriptors[0] = new() { Descriptor = (int)_device.DangerousGetHandle(), Events = Events(wanted) };
            descriptors[1] = new() { Descriptor = wakeUpDescriptor, Events = LibC.POLLIN };
            var result = LibC.poll(descriptors, 2, timeoutMilliseconds);
            if (result < 0)
                return Marshal.GetLastPInvokeError() is var error && error == LibC.EINTR ? 0 : error;
            ready = Ready(descriptors[0].ReturnedEvents) | (descriptors[1].ReturnedEvents != 0 ? DeviceEvents.Woken : DeviceEvents.None);
            return 0;
        }
        catch (ObjectDisposedException)
        {
            return LibC.EBADF;
        }
        finally
        {
            if (added)
                _device.DangerousRelease();
        }
    }

    public void Dispose() => _device.Dispose();

    private static short Events(DeviceEvents wanted) => (short)(
        ((wanted & DeviceEvents.Readable) != DeviceEvents.None ? LibC.POLLIN : 0)
        | ((wanted & DeviceEvents.Writable) != DeviceEvents.None ? LibC.POLLOUT : 0)
        | ((wanted & DeviceEvents.Event) != DeviceEvents.None ? LibC.POLLPRI : 0));

    private static DeviceEvents Ready(short events) =>
        ((events & LibC.POLLIN) != 0 ? DeviceEvents.Readable : DeviceEvents.None)
        | ((events & LibC.POLLOUT) != 0 ? DeviceEvents.Writable : DeviceEvents.None)
        | ((events & LibC.POLLPRI) != 0 ? DeviceEvents.Event : DeviceEvents.None)
        | ((events & (LibC.POLLERR | LibC.POLLNVAL)) != 0 ? DeviceEvents.Error : DeviceEvents.None)
        | ((events & LibC.POLLHUP) != 0 ? DeviceEvents.HangUp : DeviceEvents.None);
}
