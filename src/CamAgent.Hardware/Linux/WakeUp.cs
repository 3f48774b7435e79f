using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Hardware.Linux;

/// <summary>Makes a cancellation wake a thread in poll(2): an eventfd that turns readable for good.</summary>
internal sealed unsafe class WakeUp : IDisposable
{
    private readonly SafeFileHandle _event;
    private readonly CancellationTokenRegistration _registration;

    public WakeUp(CancellationToken stop)
    {
        var descriptor = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
        if (descriptor < 0)
            throw new IOException($"eventfd: {LibC.ErrorText(Marshal.GetLastPInvokeError())}");
        _event = new(descriptor, ownsHandle: true);
        _registration = stop.UnsafeRegister(static state => ((WakeUp)state!).Signal(), this);
    }

    public int Descriptor => (int)_event.DangerousGetHandle();

    public void Dispose()
    {
        // Waits for a running callback: after this nobody writes to the descriptor.
        _registration.Dispose();
        _event.Dispose();
    }

    private void Signal()
    {
        ulong one = 1;
        _ = LibC.write(Descriptor, (byte*)&one, sizeof(ulong));
    }
}
