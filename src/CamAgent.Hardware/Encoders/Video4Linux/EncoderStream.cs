using CamAgent.Hardware.H264;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>An encoder's two queues while it codes: pictures in, coded buffers out. "Both queues operate independently": what goes in and what comes
/// out are matched by nothing but the timestamp.</summary>
internal sealed class EncoderStream : IDisposable
{
    /// <summary>One that the encoder fills, one that it fills next, one in hand, and one for a header of its own.</summary>
    private const int CodedBuffers = 4;

    private readonly VideoDevice _device;
    private readonly BufferQueue _coded;
    private readonly AccessUnitSplitter.UnitHandler _onUnit;
    private AccessUnitAssembler _assembler = new();

    private EncoderStream(VideoDevice device, PictureLayout layout, EncoderInput input, BufferQueue coded, AccessUnitSplitter.UnitHandler onUnit)
    {
        _device = device;
        _coded = coded;
        _onUnit = onUnit;
        Layout = layout;
        Input = input;
    }

    /// <summary>Of the pictures that fit.</summary>
    public PictureLayout Layout { get; }

    public EncoderInput Input { get; }

    /// <summary>Coded buffers that the driver marked as broken.</summary>
    public long BrokenBuffers { get; private set; }

    public int TornPictures => _assembler.TornPictures;

    /// <summary>The last buffer of a drain has come.</summary>
    public bool IsDrained { get; private set; }

    /// <summary>Formats, frame interval, crop, controls, buffers, start: in the order of the kernel's document, "Initialization".</summary>
    /// <param name="isDirect">Try to have the encoder read the camera's memory.</param>
    /// <param name="onUnit">Takes each access unit, with the timestamp that its picture was given, in microseconds.</param>
    /// <exception cref="VideoDeviceException">The device refuses or has gone.</exception>
    /// <exception cref="VideoSourceException">It cannot code such pictures.</exception>
    public static EncoderStream Start(
        VideoDevice device, EncoderPlan plan, EncoderControls controls, in RawPicture picture, bool isDirect, AccessUnitSplitter.UnitHandler onUnit)
    {
        plan.SetCodedFormat(device);
        var (format, isPadded) = plan.SetRawFormat(device, picture);
        plan.SetFrameInterval(device);
        if (controls.TryApply(plan.Format, plan.Settings, plan.Options, plan.Level) is { } refusal)
            throw new VideoSourceException($"The encoder {plan.Name} cannot be used: {refusal}.");
        var input = plan.CreateInput(device, format, picture, isDirect && !isPadded, isPadded);
        BufferQueue? coded = null;
        try
        {
            coded = device.CreateQueue(device.Capabilities.CaptureType, MemoryKind.Mmap, CodedBuffers);
            // Not to be relied on, but all that some older drivers tell of the end of a drain.
            device.TrySubscribe(DeviceEventType.EndOfStream);
            var stream = new EncoderStream(device, picture.Layout, input, coded, onUnit);
            stream.EnqueueAll();
            input.Queue.StreamOn();
            coded.StreamOn();
            return stream;
        }
        catch
        {
            coded?.Dispose();
            input.Dispose();
            throw;
        }
    }

    /// <summary>Waits until something is ready, or the time is over, and takes it.</summary>
    /// <exception cref="VideoDeviceException">The device has failed or gone.</exception>
    public void Wait(TimeSpan timeout)
    {
        var ready = _device.Wait(DeviceEvents.Readable | DeviceEvents.Writable, wakeUp: null, timeout);
        if (Reap() || (ready & (DeviceEvents.Error | DeviceEvents.HangUp)) == DeviceEvents.None)
            return;
        // There is nothing more to wait for: poll would say so at once, again and again.
        throw _device.Fault("code a picture", ready.HasFlag(DeviceEvents.HangUp) ? LibC.ENODEV : LibC.EIO);
    }

    /// <summary>Takes what is ready on both queues.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Reap()
    {
        var any = Input.Reap();
        while (!IsDrained && _coded.TryDequeue(out var buffer))
        {
            any = true;
            if (buffer.HasError)
            {
                BrokenBuffers++;
            }
            else
            {
                var data = _coded.Data(buffer, 0);
                _assembler.Append(data, (long)buffer.Timestamp.TotalMicroseconds, data.Length == _coded.PlaneLength(buffer.Index, 0), _onUnit);
            }

            IsDrained = buffer.IsLast;
            if (!IsDrained)
                _coded.Enqueue(buffer.Index);
        }

        IsDrained |= _coded.IsDrained;
        return any;
    }

    /// <summary>Has everything coded that is inside ("Drain").</summary>
    /// <returns>False where the device has no such command, or does not come to an end in time.</returns>
    public bool TryDrain(TimeProvider time, TimeSpan limit)
    {
        if (!_device.TryCommand(EncoderCommand.Stop))
            return false;
        var start = time.GetTimestamp();
        var isEnded = false;
        while (true)
        {
            Reap();
            var left = limit - time.GetElapsedTime(start);
            if (IsDrained || left <= TimeSpan.Zero)
                break;
            // After EOS all frames are ready to be dequeued: what does not come at once does not come.
            var ready = _device.Wait(
                DeviceEvents.Readable | DeviceEvents.Writable | DeviceEvents.Event, wakeUp: null, isEnded ? TimeSpan.FromMilliseconds(5) : left);
            if (isEnded && ready == DeviceEvents.None)
                IsDrained = true;
            if ((ready & (DeviceEvents.Error | DeviceEvents.HangUp)) != DeviceEvents.None && !Reap())
                break;
            while (ready.HasFlag(DeviceEvents.Event) && _device.TryDequeueEvent(out var happened))
                isEnded |= happened.Type == DeviceEventType.EndOfStream;
        }

        _assembler.Flush(_onUnit);
        return IsDrained;
    }

    /// <summary>Begins a new coded stream, after a drain ("Reset"): what cannot be changed while it runs is changed by <paramref name="change"/>.</summary>
    public void Reset(Action change)
    {
        _coded.StreamOff();
        _assembler = new();
        IsDrained = false;
        change();
        EnqueueAll();
        _coded.StreamOn();
        // A driver that takes the restart of one queue for no restart goes on by this; the others find nothing to do.
        _ = _device.TryCommand(EncoderCommand.Start);
    }

    public void Dispose()
    {
        // The coded side first: what the encoder reads may go only when it has stopped.
        _coded.Dispose();
        Input.Dispose();
    }

    private void EnqueueAll()
    {
        for (var index = 0; index < _coded.Count; index++)
            _coded.Enqueue(index);
    }
}
