namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>The system calls on one open device node. Results are error numbers, zero for success, so that a test can play a device that lies.</summary>
internal interface IVideoDeviceCalls : IDisposable
{
    /// <summary>ioctl, repeated when a signal interrupts it. Any thread; a closed device answers EBADF.</summary>
    int Ioctl(uint request, Span<byte> argument);

    /// <summary>Maps a buffer's memory, shared, to be read and, where <paramref name="isWritable"/>, written.</summary>
    int Map(nuint length, uint offset, bool isWritable, out nint address);

    void Unmap(nint address, nuint length);

    /// <summary>Waits for the device or for <paramref name="wakeUpDescriptor"/> (negative for none), whichever comes first.</summary>
    /// <param name="timeoutMilliseconds">Negative waits for ever.</param>
    int Poll(DeviceEvents wanted, int wakeUpDescriptor, int timeoutMilliseconds, out DeviceEvents ready);
}
