using System.Globalization;
using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video.Libcamera;

/// <summary>The settings of rpicam-vid (core/options of rpicam-apps): which controls there are, and as what arguments they are passed.</summary>
internal static class LibcameraArguments
{
    private const string On = "on";

    /// <summary>Names as for every other camera; ranges as libcamera has them for the Pi's cameras, or what of them is of use.</summary>
    public static CameraControl[] Controls(VideoFormat format) =>
    [
        Menu("exposure-mode", "Exposure mode", "auto", "manual"),
        // Longer than a frame interval, and the rate would fall.
        Number("exposure", "Exposure time", 100, 1_000_000 / Math.Max(format.FrameRate, 1), 10_000, 1, "µs") with { IsInactive = true },
        Number("exposure-bias", "Exposure compensation", -4, 4, 0, 0.1, "EV"),
        new("gain-auto", ControlKind.Boolean, ControlValue.Of(true)) { Label = "Automatic gain", Default = ControlValue.Of(true) },
        Number("gain", "Gain", 1, 16, 1, 0.1, "×") with { IsInactive = true },
        Menu("white-balance", "White balance", "auto", "incandescent", "tungsten", "fluorescent", "indoor", "daylight", "cloudy"),
        Number("brightness", "Brightness", -1, 1, 0, 0.05),
        Number("contrast", "Contrast", 0, 4, 1, 0.05),
        Number("saturation", "Saturation", 0, 4, 1, 0.05),
        Number("sharpness", "Sharpness", 0, 8, 1, 0.1),
        Menu("denoise", "Noise reduction", "auto", "off", "cdn_off", "cdn_fast", "cdn_hq"),
        Menu("anti-flicker", "Against flicker", "off", "50hz", "60hz"),
        new("horizontal-flip", ControlKind.Boolean, ControlValue.Of(false)) { Label = "Mirrored", Default = ControlValue.Of(false) },
        new("vertical-flip", ControlKind.Boolean, ControlValue.Of(false)) { Label = "Upside down", Default = ControlValue.Of(false) },
        Number("zoom", "Zoom", 1, 8, 1, 0.1, "×"),
        new("focus-auto", ControlKind.Boolean, ControlValue.Of(true)) { Label = "Continuous autofocus", Default = ControlValue.Of(true) },
        Number("focus", "Focus", 0, 15, 0, 0.1, "dpt") with { IsInactive = true },
    ];

    /// <summary>The arguments for controls that somebody has set; the program's own defaults hold for the others.</summary>
    public static IReadOnlyList<string> For(IEnumerable<CameraControl> set, IReadOnlyList<CameraControl> all)
    {
        var arguments = new List<string>();
        foreach (var control in set)
        {
            if (!IsRuled(control.Name, all) && Value(control) is { } value)
                arguments.AddRange(value == On ? [NameOf(control.Name)!] : [NameOf(control.Name)!, value]);
        }

        return arguments;
    }

    /// <summary>The argument that passes a control; null where it only rules another.</summary>
    public static string? NameOf(string control) => control switch
    {
        "exposure" => "--shutter",
        "exposure-bias" => "--ev",
        "white-balance" => "--awb",
        "gain" or "brightness" or "contrast" or "saturation" or "sharpness" or "denoise" => "--" + control,
        "anti-flicker" => "--flicker-period",
        "horizontal-flip" => "--hflip",
        "vertical-flip" => "--vflip",
        "zoom" => "--roi",
        "focus-auto" => "--autofocus-mode",
        "focus" => "--lens-position",
        _ => null,
    };

    /// <summary>Arguments that came with a later version than the first.</summary>
    public static bool IsOptional(string argument) => argument is "--flicker-period" or "--autofocus-mode" or "--lens-position" or "--denoise";

    /// <summary>Without effect while another control is automatic.</summary>
    public static bool IsRuled(string control, IReadOnlyList<CameraControl> all) => control switch
    {
        "exposure" => Is(all, "exposure-mode", ControlValue.Of("auto")),
        "gain" => Is(all, "gain-auto", ControlValue.Of(true)),
        "focus" => Is(all, "focus-auto", ControlValue.Of(true)),
        _ => false,
    };

    /// <returns>Null for no argument at all; "on" for an argument without a value.</returns>
    private static string? Value(CameraControl control)
    {
        var isOn = control.Value.TryGetBoolean(out var on) && on;
        switch (control.Name)
        {
            case "exposure-mode" or "gain-auto":
                return null;
            case "horizontal-flip" or "vertical-flip":
                return isOn ? On : null;
            case "focus-auto":
                return isOn ? "continuous" : "manual";
            case "anti-flicker":
                // Lamps flicker twice in each period of the mains; its own word for none is 0.
                return control.Value.ToString() switch { "50hz" => "10000us", "60hz" => "8333us", _ => null };
            case "zoom":
                return control.Value.TryGetNumber(out var times) && times > 1 ? Region(times) : null;
            default:
                return control.Value.ToString();
        }
    }

    /// <summary>The middle of the sensor: left, top, width and height as parts of the whole.</summary>
    private static string Region(double times)
    {
        var side = 1 / times;
        var edge = (1 - side) / 2;
        return string.Create(CultureInfo.InvariantCulture, $"{edge:F4},{edge:F4},{side:F4},{side:F4}");
    }

    private static bool Is(IReadOnlyList<CameraControl> all, string name, ControlValue value)
    {
        foreach (var control in all)
        {
            if (string.Equals(control.Name, name, StringComparison.Ordinal))
                return control.Value == value;
        }

        return false;
    }

    private static CameraControl Number(string name, string label, double minimum, double maximum, double value, double step, string? unit = null) =>
        new(name, ControlKind.Number, ControlValue.Of(value))
        {
            Label = label,
            Minimum = minimum,
            Maximum = maximum,
            Step = step,
            Default = ControlValue.Of(value),
            Unit = unit,
        };

    private static CameraControl Menu(string name, string label, params string[] options) =>
        new(name, ControlKind.Menu, ControlValue.Of(options[0])) { Label = label, Options = options, Default = ControlValue.Of(options[0]) };
}
