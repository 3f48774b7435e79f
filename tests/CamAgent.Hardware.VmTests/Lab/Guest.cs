using System.Globalization;

namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>The guest that tests/vm/run boots: whether we are in it, and its sysfs and configfs.</summary>
internal static class Guest
{
    /// <summary>Why hardware tests are skipped here; null inside the guest.</summary>
    internal static string? WhyNot { get; } = Environment.GetEnvironmentVariable("CAMAGENT_VM") == "1"
        ? null
        : Environment.GetEnvironmentVariable("CAMAGENT_VM_MISSING") ?? "needs the kernel of the guest: tests/vm/run (docs/testing.md)";

    /// <summary>tests/vm, whose programs play hardware.</summary>
    internal static string Tools => Environment.GetEnvironmentVariable("CAMAGENT_VM_TOOLS") ?? throw new InvalidOperationException("Not in the guest");

    /// <summary>The kit that the guest was booted from: camera.h264 and camera.mjpeg, 640×480, two seconds at 30 frames a second.</summary>
    internal static string Kit => Environment.GetEnvironmentVariable("CAMAGENT_VM_KIT") ?? throw new InvalidOperationException("Not in the guest");

    internal static string Read(string path) => File.ReadAllText(path).TrimEnd('\n', '\0');

    internal static int ReadNumber(string path) => int.Parse(Read(path), CultureInfo.InvariantCulture);

    /// <summary>One write(2), as a driver's attribute expects it.</summary>
    internal static void Write(string path, string value)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(value));
    }

    internal static void Write(string path, int value) => Write(path, value.ToString(CultureInfo.InvariantCulture));
}
