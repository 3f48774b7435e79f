using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CamAgent.Hardware.Linux;
using CamAgent.Hardware.Sensors;

namespace CamAgent.Hardware.Leds;

/// <summary>A lamp of the kernel's LED class: Documentation/leds/leds-class.rst. Any thread.</summary>
public sealed unsafe class Led
{
    private readonly string _folder;

    private Led(string folder, int maximum)
    {
        _folder = folder;
        Maximum = maximum;
    }

    /// <summary>The driver's or device tree's: <c>ACT</c>, <c>input3::capslock</c>.</summary>
    public string Name => Path.GetFileName(_folder);

    /// <summary>Full brightness; 1 for one that is on or off.</summary>
    public int Maximum { get; }

    /// <param name="root">The machine's <c>/sys</c>, or a copy.</param>
    public static IReadOnlyList<Led> List(string root = "/sys")
    {
        var leds = new List<Led>();
        foreach (var folder in SysfsFile.List(Path.Combine(root, "class/leds")))
        {
            if (SysfsFile.TryReadNumber(Path.Combine(folder, "max_brightness"), out var maximum, out _) && maximum is >= 1 and <= int.MaxValue)
                leds.Add(new Led(folder, (int)maximum));
        }

        return leds;
    }

    /// <param name="brightness">0 is off.</param>
    public bool TryRead(out int brightness, [NotNullWhen(false)] out string? problem)
    {
        var isRead = SysfsFile.TryReadNumber(Path.Combine(_folder, "brightness"), out var value, out var error);
        brightness = (int)Math.Clamp(value, 0, Maximum);
        problem = isRead ? null : $"LED {Name}: {SysfsFile.ErrorText(error)}";
        return isRead;
    }

    /// <summary>Takes the lamp from its trigger (<c>mmc0</c>, <c>heartbeat</c>) and sets it.</summary>
    /// <param name="brightness">0 (off) to <see cref="Maximum"/>.</param>
    public bool TrySet(int brightness, [NotNullWhen(false)] out string? problem)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(brightness);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(brightness, Maximum);
        var error = Write("trigger", "none");
        // Kernels without triggers have no such file.
        if (error is 0 or LibC.ENOENT)
            error = Write("brightness", brightness.ToString(CultureInfo.InvariantCulture));
        problem = error == 0 ? null
            : $"LED {Name} cannot be set: {SysfsFile.ErrorText(error)}{(error is LibC.EACCES ? "; a udev rule may give it to a group (chgrp gpio, chmod g+w of its files)" : "")}";
        return problem is null;
    }

    /// <returns>0, or an error number.</returns>
    private int Write(string attribute, string text)
    {
        var descriptor = LibC.open(Path.Combine(_folder, attribute), LibC.O_WRONLY | LibC.O_CLOEXEC | LibC.O_NONBLOCK);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError();
        var error = 0;
        fixed (byte* pointer = Encoding.ASCII.GetBytes(text))
        {
            if (LibC.write(descriptor, pointer, (nuint)text.Length) < 0)
                error = Marshal.GetLastPInvokeError();
        }

        _ = LibC.close(descriptor);
        return error;
    }
}
