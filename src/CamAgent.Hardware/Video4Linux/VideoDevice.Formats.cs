using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Video4Linux.Formats;
using CamAgent.Hardware.Video4Linux.Interop;

namespace CamAgent.Hardware.Video4Linux;

/// <content>Formats, sizes and rates. Every list is bounded, whatever the device says.</content>
internal sealed partial class VideoDevice
{
    internal const int MaximumFormats = 256;
    internal const int MaximumSizes = 256;
    internal const int MaximumIntervals = 256;

    /// <summary>Pictures wider or higher than this do not exist.</summary>
    internal const int MaximumSide = 32768;

    /// <summary>What a queue can hold, the driver's favourite first. Empty where the device has no such queue.</summary>
    public IReadOnlyList<FormatDescription> Formats(BufferType type)
    {
        const uint Compressed = 0x1;
        const uint Emulated = 0x2;
        var formats = new List<FormatDescription>();
        Span<byte> bytes = stackalloc byte[FormatDescriptionStructure.Size];
        for (var index = 0u; index < MaximumFormats; index++)
        {
            var format = new FormatDescriptionStructure(bytes, index, type);
            if (_calls.Ioctl(V4l2Requests.EnumerateFormats, bytes) != 0)
                break;
            formats.Add(new(new(format.PixelFormat), format.Description, (format.Flags & Compressed) != 0, (format.Flags & Emulated) != 0));
        }

        return formats;
    }

    /// <summary>The sizes of a format. Empty where the driver does not say: then only trying tells.</summary>
    public IReadOnlyList<FrameSize> FrameSizes(PixelFormat format)
    {
        var sizes = new List<FrameSize>();
        Span<byte> bytes = stackalloc byte[FrameSizeStructure.Size];
        for (var index = 0u; index < MaximumSizes; index++)
        {
            var size = new FrameSizeStructure(bytes, index, format.FourCc);
            if (_calls.Ioctl(V4l2Requests.EnumerateFrameSizes, bytes) != 0)
                break;
            var isDiscrete = size.Type == FrameSizeStructure.Discrete;
            if (TryRead(size, isDiscrete, out var range))
                sizes.Add(range);
            // There is one range only.
            if (!isDiscrete)
                break;
        }

        return sizes;
    }

    /// <summary>The rates of a format and size. Empty where the driver does not say.</summary>
    public IReadOnlyList<FrameInterval> FrameIntervals(PixelFormat format, int width, int height)
    {
        var intervals = new List<FrameInterval>();
        Span<byte> bytes = stackalloc byte[FrameIntervalStructure.Size];
        for (var index = 0u; index < MaximumIntervals; index++)
        {
            var interval = new FrameIntervalStructure(bytes, index, format.FourCc, width, height);
            if (_calls.Ioctl(V4l2Requests.EnumerateFrameIntervals, bytes) != 0)
                break;
            var isDiscrete = interval.Type == FrameIntervalStructure.Discrete;
            var range = new FrameInterval(interval.Interval(0), interval.Interval(isDiscrete ? 0 : 1));
            if (range.Shortest.IsValid && range.Longest.IsValid)
                intervals.Add(range);
            if (!isDiscrete)
                break;
        }

        return intervals;
    }

    /// <exception cref="VideoDeviceException">The device has no such queue, or has gone.</exception>
    public DeviceFormat GetFormat(BufferType type) => Transfer(_abi.Requests.GetFormat, type, asked: null, "say its format");

    /// <summary>What the driver would make of a wish, without changing anything.</summary>
    /// <exception cref="VideoDeviceException">The device has no such queue, or has gone.</exception>
    public DeviceFormat TryFormat(BufferType type, DeviceFormat asked) => Transfer(_abi.Requests.TryFormat, type, asked, $"say what it makes of {asked}");

    /// <summary>Sets a queue's format, before its buffers are made.</summary>
    /// <returns>What the driver has made of it: it changes what it does not have instead of refusing.</returns>
    /// <exception cref="VideoDeviceException">Busy, gone, or not such a queue.</exception>
    public DeviceFormat SetFormat(BufferType type, DeviceFormat asked) => Transfer(_abi.Requests.SetFormat, type, asked, $"be set to {asked}");

    /// <inheritdoc cref="SetFormat(BufferType, DeviceFormat)"/>
    public DeviceFormat SetFormat(BufferType type, PixelFormat format, int width, int height) => SetFormat(type, new(format, width, height));

    /// <summary>The time from picture to picture.</summary>
    /// <returns>False where the device has no say in it.</returns>
    public bool TryGetFrameInterval(BufferType type, out Fraction interval)
    {
        Span<byte> bytes = stackalloc byte[StreamParametersStructure.Size];
        var parameters = new StreamParametersStructure(bytes, type);
        var error = _calls.Ioctl(V4l2Requests.GetParameters, bytes);
        interval = parameters.TimePerFrame;
        return error == 0 && interval.IsValid;
    }

    /// <summary>Sets the time from picture to picture; of an encoder's output queue, the rate that its rate control goes by.</summary>
    /// <param name="actual">What the driver has made of it.</param>
    /// <returns>False where the device has no say in it.</returns>
    public bool TrySetFrameInterval(BufferType type, Fraction interval, out Fraction actual)
    {
        Span<byte> bytes = stackalloc byte[StreamParametersStructure.Size];
        var parameters = new StreamParametersStructure(bytes, type) { TimePerFrame = interval };
        var error = _calls.Ioctl(V4l2Requests.SetParameters, bytes);
        actual = parameters.TimePerFrame;
        return error == 0 && (parameters.Capability & StreamParametersStructure.HasTimePerFrame) != 0 && actual.IsValid;
    }

    public bool TryGetSelection(BufferType type, SelectionTarget target, out SelectionRectangle rectangle)
    {
        Span<byte> bytes = stackalloc byte[SelectionStructure.Size];
        var selection = new SelectionStructure(bytes, type, target);
        var error = _calls.Ioctl(V4l2Requests.GetSelection, bytes);
        rectangle = selection.Rectangle;
        return error == 0;
    }

    /// <param name="rectangle">Becomes what the driver has made of it.</param>
    public bool TrySetSelection(BufferType type, SelectionTarget target, ref SelectionRectangle rectangle) => SetSelection(type, target, ref rectangle) == 0;

    /// <returns>0, or the error number.</returns>
    internal int SetSelection(BufferType type, SelectionTarget target, ref SelectionRectangle rectangle)
    {
        Span<byte> bytes = stackalloc byte[SelectionStructure.Size];
        var selection = new SelectionStructure(bytes, type, target) { Rectangle = rectangle };
        var error = _calls.Ioctl(V4l2Requests.SetSelection, bytes);
        if (error == 0)
            rectangle = selection.Rectangle;
        return error;
    }

    private static bool TryRead(in FrameSizeStructure size, bool isDiscrete, out FrameSize range)
    {
        Span<uint> sides = isDiscrete
            ? [size.Side(0), size.Side(0), 1, size.Side(1), size.Side(1), 1]
            : [size.Side(0), size.Side(1), size.Side(2), size.Side(3), size.Side(4), size.Side(5)];
        range = default;
        if (sides[0] == 0 || sides[3] == 0 || sides[0] > sides[1] || sides[3] > sides[4])
            return false;
        foreach (ref var side in sides)
            side = Math.Min(side, MaximumSide);
        range = new((int)sides[0], (int)sides[1], (int)sides[2], (int)sides[3], (int)sides[4], (int)sides[5]);
        return true;
    }

    private DeviceFormat Transfer(uint request, BufferType type, DeviceFormat? asked, string what)
    {
        Span<byte> bytes = stackalloc byte[_abi.FormatSize];
        var structure = new FormatStructure(bytes, _abi, type);
        if (asked is not null)
            structure.Write(asked);
        var error = _calls.Ioctl(request, bytes);
        if (error != 0)
            throw error == LibC.EINVAL ? DeviceFault.Impossible(Path, $"could not {what}") : Fault(what, error);
        var format = structure.Read();
        return format is { Width: >= 0 and <= MaximumSide, Height: >= 0 and <= MaximumSide }
            ? format
            : throw DeviceFault.Impossible(Path, $"has a picture of {format.Width}x{format.Height}");
    }
}
