using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Video4Linux.Interop;

/// <summary>Where the members of the kernel's structures lie (linux/videodev2.h) and the request numbers that follow from their sizes.</summary>
/// <remarks>
/// <para>Chosen at run time, since one assembly serves every architecture. x86-64 and aarch64 are equal in everything; 32-bit ARM has shorter
/// pointers and aligns differently.</para>
/// <para>On 32-bit ARM a time may have 32 or 64 bits, and the kernel tells the two apart by the request number (the size of the structure is
/// part of it). Here it has 64: what the C library was built for does not matter to us, it does not end in 2038, and kernels built without
/// CONFIG_COMPAT_32BIT_TIME know nothing else. The price is a kernel of 5.6 or newer there.</para>
/// </remarks>
internal sealed class V4l2Abi
{
    private V4l2Abi(int pointerSize, int formatSize, int formatUnion, BufferLayout buffer, PlaneLayout plane, int controlsSize, int controlsPointer)
    {
        PointerSize = pointerSize;
        FormatSize = formatSize;
        FormatUnion = formatUnion;
        Buffer = buffer;
        Plane = plane;
        ExtControlsSize = controlsSize;
        ExtControlsPointer = controlsPointer;
        Requests = new(this);
    }

    public static V4l2Abi Bits64 { get; } = new(
        pointerSize: 8,
        formatSize: 208,
        formatUnion: 8,
        new(Size: 88, Timestamp: 24, Sequence: 56, Memory: 60, Location: 64, Length: 72, RequestDescriptor: 80),
        new(Size: 64, Location: 8, DataOffset: 16),
        controlsSize: 32,
        controlsPointer: 24);

    public static V4l2Abi Arm32 { get; } = new(
        pointerSize: 4,
        formatSize: 204,
        formatUnion: 4,
        new(Size: 80, Timestamp: 24, Sequence: 56, Memory: 60, Location: 64, Length: 68, RequestDescriptor: 76),
        new(Size: 60, Location: 8, DataOffset: 12),
        controlsSize: 24,
        controlsPointer: 20);

    /// <summary>Of the running process.</summary>
    /// <exception cref="PlatformNotSupportedException">32-bit x86, whose alignment is different again, or something unknown.</exception>
    public static V4l2Abi Current => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 or Architecture.Arm64 or Architecture.LoongArch64 or Architecture.RiscV64 => Bits64,
        Architecture.Arm or Architecture.Armv6 => Arm32,
        var other => throw new PlatformNotSupportedException($"Video4Linux is not laid out here for {other}."),
    };

    public int PointerSize { get; }

    /// <summary>struct v4l2_format.</summary>
    public int FormatSize { get; }

    /// <summary>v4l2_format.fmt: behind the type, aligned like a pointer (struct v4l2_window has some).</summary>
    public int FormatUnion { get; }

    public BufferLayout Buffer { get; }

    public PlaneLayout Plane { get; }

    /// <summary>struct v4l2_ext_controls.</summary>
    public int ExtControlsSize { get; }

    /// <summary>v4l2_ext_controls.controls.</summary>
    public int ExtControlsPointer { get; }

    public V4l2Requests Requests { get; }

    /// <summary>struct v4l2_buffer; what is not named here lies the same everywhere.</summary>
    internal sealed record BufferLayout(int Size, int Timestamp, int Sequence, int Memory, int Location, int Length, int RequestDescriptor);

    /// <summary>struct v4l2_plane.</summary>
    internal sealed record PlaneLayout(int Size, int Location, int DataOffset);
}
