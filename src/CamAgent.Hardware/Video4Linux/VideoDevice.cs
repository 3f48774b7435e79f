using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux.Controls;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>An open Video4Linux node: /dev/videoN. Formats, streaming and <see cref="Wait"/> belong to one thread; <see cref="Controls"/> to any.</summary>
/// <remarks>Opened without blocking: nothing here waits for the device but <see cref="Wait"/>, and that can be woken. Queues are disposed before the
/// device.</remarks>
internal sealed partial class VideoDevice : IDisposable
{
    private readonly IVideoDeviceCalls _calls;
    private readonly V4l2Abi _abi;

    internal VideoDevice(string path, IVideoDeviceCalls calls, V4l2Abi abi)
    {
        Path = path;
        _calls = calls;
        _abi = abi;
        Capabilities = QueryCapabilities();
        Controls = new(calls, abi);
    }

    public string Path { get; }

    public DeviceCapabilities Capabilities { get; }

    public DeviceControls Controls { get; }

    /// <exception cref="VideoDeviceException">There is no such node, no permission, or it is no Video4Linux device.</exception>
    public static VideoDevice Open(string path)
    {
        var error = VideoDeviceCalls.TryOpen(path, out var calls);
        return error == 0 ? Open(path, calls!, V4l2Abi.Current) : throw DeviceFault.Opening(path, error);
    }

    internal static VideoDevice Open(string path, IVideoDeviceCalls calls, V4l2Abi abi)
    {
        try
        {
            return new(path, calls, abi);
        }
        catch
        {
            calls.Dispose();
            throw;
        }
    }

    /// <summary>Waits until one of <paramref name="wanted"/>, or an error, is there.</summary>
    /// <param name="wakeUp">Ends the wait from another thread; null for none.</param>
    /// <param name="timeout">At most; rounded up to milliseconds. Negative waits for ever.</param>
    /// <returns><see cref="DeviceEvents.None"/> when the time is over, or earlier where a signal came.</returns>
    internal DeviceEvents Wait(DeviceEvents wanted, WakeUp? wakeUp, TimeSpan timeout)
    {
        var milliseconds = timeout < TimeSpan.Zero ? -1 : (int)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue);
        var error = _calls.Poll(wanted, wakeUp?.Descriptor ?? -1, milliseconds, out var ready);
        return error == 0 ? ready : throw Fault("be waited for", error);
    }

    /// <summary>Makes a queue's buffers; the format has been set before. A queue there was before has been disposed.</summary>
    /// <param name="count">So many buffers are asked for; the driver may give more or fewer.</param>
    /// <exception cref="VideoDeviceException">Busy, out of memory, or this kind of memory is not supported.</exception>
    public BufferQueue CreateQueue(BufferType type, MemoryKind memory, int count) => BufferQueue.Create(Path, _calls, _abi, type, memory, count);

    /// <summary>Asks to be told of something: <see cref="DeviceEvents.Event"/>, then <see cref="TryDequeueEvent"/>.</summary>
    /// <param name="id">Of the control, for <see cref="DeviceEventType.Control"/>.</param>
    /// <returns>False where the device has no such event.</returns>
    public bool TrySubscribe(DeviceEventType type, uint id = 0)
    {
        // V4L2_EVENT_SUB_FL_ALLOW_FEEDBACK: changes made through this very file descriptor are told too, as other threads make them.
        const uint AllowFeedback = 2;
        Span<byte> bytes = stackalloc byte[EventSubscriptionStructure.Size];
        _ = new EventSubscriptionStructure(bytes, type, id, type == DeviceEventType.Control ? AllowFeedback : 0);
        return _calls.Ioctl(V4l2Requests.SubscribeEvent, bytes) == 0;
    }

    public bool TryDequeueEvent(out DeviceEvent deviceEvent)
    {
        Span<byte> bytes = stackalloc byte[EventStructure.Size];
        bytes.Clear();
        if (_calls.Ioctl(V4l2Requests.DequeueEvent, bytes) != 0)
        {
            deviceEvent = default;
            return false;
        }

        var read = new EventStructure(bytes);
        var value = (ControlType)read.ControlType == ControlType.Integer64 ? read.Value : (int)read.Value;
        deviceEvent = new(read.Type, read.Id, read.Changes, value);
        return true;
    }

    /// <summary>Starts an encoder again after a drain, or begins one.</summary>
    /// <returns>False where the device has no such command.</returns>
    public bool TryCommand(EncoderCommand command)
    {
        Span<byte> bytes = stackalloc byte[EncoderCommandStructure.Size];
        _ = new EncoderCommandStructure(bytes, command);
        return _calls.Ioctl(V4l2Requests.EncoderCommand, bytes) == 0;
    }

    public void Dispose() => _calls.Dispose();

    internal VideoDeviceException Fault(string what, int error) => DeviceFault.Doing(Path, what, error);

    private DeviceCapabilities QueryCapabilities()
    {
        Span<byte> bytes = stackalloc byte[CapabilityStructure.Size];
        bytes.Clear();
        var error = _calls.Ioctl(V4l2Requests.QueryCapability, bytes);
        return error switch
        {
            0 => DeviceCapabilities.Read(new CapabilityStructure(bytes)),
            // The device knows no such request: a terminal, a disk.
            LibC.ENOTTY or LibC.EINVAL => throw new VideoDeviceException($"{Path} is no camera: it is not a Video4Linux device.", error),
            _ => throw Fault("say what it is", error),
        };
    }
}
