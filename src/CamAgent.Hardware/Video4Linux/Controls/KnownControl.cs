namespace CamAgent.Hardware.Video4Linux.Controls;

/// <summary>A kernel control under the name, and in the unit, that every camera's has here.</summary>
/// <param name="Scale">What one step of the kernel's stands for, in <paramref name="Unit"/>.</param>
/// <param name="Options">Of menus whose items mean the same on every device: their names by index.</param>
internal sealed record KnownControl(uint Id, string Name, string? Unit = null, double Scale = 1, params string[] Options)
{
    /// <summary>Where a device has two for the same thing, the first has the name.</summary>
    public static readonly KnownControl[] All =
    [
        new(ControlId.ExposureAuto, "exposure-mode", null, 1, "auto", "manual", "shutter-priority", "aperture-priority"),
        new(ControlId.ExposureAbsolute, "exposure", "µs", 100),
        new(ControlId.Exposure, "exposure"),
        new(ControlId.ExposureAutoPriority, "exposure-may-lower-rate"),
        new(ControlId.AutoExposureBias, "exposure-bias"),
        new(ControlId.AutoGain, "gain-auto"),
        new(ControlId.Gain, "gain"),
        new(ControlId.AnalogueGain, "gain"),
        new(ControlId.IsoSensitivity, "iso"),
        new(ControlId.AutoWhiteBalance, "white-balance-auto"),
        new(ControlId.DoWhiteBalance, "white-balance-now"),
        new(ControlId.WhiteBalanceTemperature, "white-balance-temperature", "K"),
        new(ControlId.RedBalance, "red-balance"),
        new(ControlId.BlueBalance, "blue-balance"),
        new(ControlId.Brightness, "brightness"),
        new(ControlId.Contrast, "contrast"),
        new(ControlId.Saturation, "saturation"),
        new(ControlId.Hue, "hue"),
        new(ControlId.Gamma, "gamma"),
        new(ControlId.Sharpness, "sharpness"),
        new(ControlId.BacklightCompensation, "backlight-compensation"),
        new(ControlId.WideDynamicRange, "wide-dynamic-range"),
        new(ControlId.ImageStabilization, "image-stabilization"),
        new(ControlId.HorizontalFlip, "horizontal-flip"),
        new(ControlId.VerticalFlip, "vertical-flip"),
        new(ControlId.Rotate, "rotation", "°"),
        new(ControlId.FocusAuto, "focus-auto"),
        new(ControlId.FocusAbsolute, "focus"),
        new(ControlId.AutoFocusStart, "focus-now"),
        new(ControlId.PowerLineFrequency, "anti-flicker", null, 1, "off", "50hz", "60hz", "auto"),
        new(ControlId.ZoomAbsolute, "zoom"),
        // UVC counts seconds of arc.
        new(ControlId.PanAbsolute, "pan", "°", 1.0 / 3600),
        new(ControlId.TiltAbsolute, "tilt", "°", 1.0 / 3600),
    ];
}
