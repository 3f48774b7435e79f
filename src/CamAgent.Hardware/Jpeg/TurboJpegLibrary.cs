using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Jpeg;

/// <summary>libjpeg-turbo's TurboJPEG interface (turbojpeg.h, version 2), as far as it is used here.</summary>
internal static unsafe partial class TurboJpegLibrary
{
    public const string NotInstalled = "libjpeg-turbo is not installed: apt install libturbojpeg0.";

    /// <summary>tjGetErrorCode: the picture is there, though something was odd.</summary>
    public const int WarningCode = 0;

    /// <summary>TJFLAG_NOREALLOC: what is written goes into the caller's memory.</summary>
    public const int NoReallocation = 1024;

    private const string Library = "libturbojpeg.so.0";

    private static readonly Lazy<bool> Installed = new(static () => NativeLibrary.TryLoad(Library, out _));

    public static bool IsInstalled => Installed.Value;

    [LibraryImport(Library)]
    public static partial nint tjInitDecompress();

    [LibraryImport(Library)]
    public static partial nint tjInitCompress();

    [LibraryImport(Library)]
    public static partial CULong tjBufSize(int width, int height, int subsampling);

    [LibraryImport(Library)]
    public static partial int tjCompressFromYUVPlanes(
        nint handle, byte** planes, int width, int* strides, int height, int subsampling, byte** jpeg, ref CULong size, int quality, int flags);

    [LibraryImport(Library)]
    public static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    public static partial int tjDecompressHeader3(
        nint handle, byte* data, CULong size, out int width, out int height, out int subsampling, out int colorspace);

    [LibraryImport(Library)]
    public static partial int tjDecompressToYUVPlanes(nint handle, byte* data, CULong size, byte** planes, int width, int* strides, int height, int flags);

    [LibraryImport(Library)]
    public static partial int tjGetErrorCode(nint handle);

    [LibraryImport(Library)]
    public static partial byte* tjGetErrorStr2(nint handle);
}
