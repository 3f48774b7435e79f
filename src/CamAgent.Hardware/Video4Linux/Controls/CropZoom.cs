using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video4Linux.Controls;

/// <summary>Zoom for cameras without one, by the part of the sensor that is shown: where the driver scales what is cropped.</summary>
internal sealed class CropZoom
{
    public const string Name = "zoom";

    private const double Most = 4;
    private const double Step = 0.1;

    private readonly VideoDevice _device;
    private readonly BufferType _type;
    private readonly SelectionRectangle _whole;

    private CropZoom(VideoDevice device, BufferType type, SelectionRectangle whole) => (_device, _type, _whole) = (device, type, whole);

    /// <summary>How many times larger.</summary>
    public double Value { get; private set; } = 1;

    /// <summary>Tries it, before the device streams: many drivers can crop only by giving smaller pictures.</summary>
    public static CropZoom? TryCreate(VideoDevice device)
    {
        var type = device.Capabilities.CaptureType;
        if (!device.TryGetSelection(type, SelectionTarget.CropDefault, out var whole) || whole.Width < 64 || whole.Height < 64)
            return null;
        var before = device.GetFormat(type);
        var zoom = new CropZoom(device, type, whole);
        var works = zoom.Set(2) == 0 && device.GetFormat(type) is var after && after.Width == before.Width && after.Height == before.Height
            && device.TryGetSelection(type, SelectionTarget.Crop, out var part) && part.Width < whole.Width;
        _ = zoom.Set(1);
        var restored = device.GetFormat(type);
        if (restored.Width != before.Width || restored.Height != before.Height)
            _ = device.SetFormat(type, before);
        return works ? zoom : null;
    }

    public CameraControl Describe() => new(Name, ControlKind.Number, ControlValue.Of(Value))
    {
        Label = "Zoom",
        Minimum = 1,
        Maximum = Most,
        Step = Step,
        Default = ControlValue.Of(1.0),
        Unit = "×",
    };

    /// <returns>0, or the error number.</returns>
    public int Set(double times)
    {
        var (width, height) = ((int)(_whole.Width / times) & ~1, (int)(_whole.Height / times) & ~1);
        var part = new SelectionRectangle(
            _whole.Left + (((_whole.Width - width) / 2) & ~1), _whole.Top + (((_whole.Height - height) / 2) & ~1), width, height);
        var error = _device.SetSelection(_type, SelectionTarget.Crop, ref part);
        if (error == 0)
            Value = times;
        return error;
    }
}
