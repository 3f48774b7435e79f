using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>What the lab asks of the kernel beside files: on purpose not the code under test.</summary>
internal static partial class Native
{
    /// <summary>O_NONBLOCK of delete_module(2): fail at once when it is in use.</summary>
    private const uint NonBlocking = 0x800;

    private const nuint SetControlRequest = 0xc008561c;
    private const nuint I2cSlaveForce = 0x0706;
    private const nuint I2cSmbus = 0x0720;
    private const int WordData = 3;

    /// <returns>True when the kernel refused, for the reason in <paramref name="error"/>.</returns>
    internal static bool DeleteModule(string name, out string error)
    {
        var failed = delete_module(name, NonBlocking) != 0;
        error = failed ? Marshal.GetLastPInvokeErrorMessage() : "";
        return failed;
    }

    /// <summary>VIDIOC_S_CTRL on a video node.</summary>
    internal static void SetControl(string node, uint control, int value)
    {
        using var file = File.OpenHandle(node, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var argument = new VideoControl { Id = control, Value = value };
        unsafe
        {
            Check(ioctl(file, SetControlRequest, (nint)(&argument)), $"setting control 0x{control:x} of {node}");
        }
    }

    /// <summary>Writes one register over SMBus, whether a driver has the address or not.</summary>
    internal static void WriteByte(string bus, byte address, byte register, byte value) => WriteSmbus(bus, address, register, ByteData, value);

    /// <summary>Writes a register of two bytes, the lower one first on the wire.</summary>
    internal static void WriteWord(string bus, byte address, byte register, ushort value) => WriteSmbus(bus, address, register, WordData, value);

    private const int ByteData = 2;

    private static unsafe void WriteSmbus(string bus, byte address, byte register, int size, ushort value)
    {
        using var file = File.OpenHandle(bus, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Check(ioctl(file, I2cSlaveForce, address), $"choosing 0x{address:x} on {bus}");
        // union i2c_smbus_data: 34 bytes, a byte or a word at its beginning.
        var data = stackalloc byte[34];
        *(ushort*)data = value;
        var argument = new SmbusTransfer { IsRead = 0, Register = register, Size = size, Data = (nint)data };
        Check(ioctl(file, I2cSmbus, (nint)(&argument)), $"writing register 0x{register:x} of 0x{address:x} on {bus}");
    }

    private static void Check(int result, string what)
    {
        if (result < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{what}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle file, nuint request, nint argument);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int delete_module(string name, uint flags);

    /// <summary>struct v4l2_control.</summary>
    private struct VideoControl
    {
        public uint Id;
        public int Value;
    }

    /// <summary>struct i2c_smbus_ioctl_data.</summary>
    private struct SmbusTransfer
    {
        public byte IsRead;
        public byte Register;
        public int Size;
        public nint Data;
    }
}
