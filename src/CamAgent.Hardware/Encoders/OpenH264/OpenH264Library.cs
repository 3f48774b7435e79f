using System.Globalization;
using System.Runtime.InteropServices;
using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Encoders.OpenH264;

/// <summary>libopenh264 and what differs between its versions. Loaded once; never unloaded, as its threads may outlive an encoder.</summary>
internal sealed unsafe class OpenH264Library
{
    /// <summary>MAX_LAYER_NUM_OF_FRAME.</summary>
    public const int MaximumLayers = 128;

    private const string NotInstalled =
        "OpenH264 is not installed: apt install libopenh264-7 (Debian 12, Raspberry Pi OS Bookworm) or libopenh264-8 (Debian 13 and later).";

    private static readonly Lock Gate = new();
    private static OpenH264Library? _loaded;

    private readonly delegate* unmanaged[Cdecl]<nint*, int> _create;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _destroy;

    private OpenH264Library(nint library)
    {
        _create = (delegate* unmanaged[Cdecl]<nint*, int>)NativeLibrary.GetExport(library, "WelsCreateSVCEncoder");
        _destroy = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "WelsDestroySVCEncoder");
        OpenH264Version version;
        ((delegate* unmanaged[Cdecl]<OpenH264Version*, void>)NativeLibrary.GetExport(library, "WelsGetCodecVersionEx"))(&version);
        Version = new((int)version.uMajor, (int)version.uMinor, (int)version.uRevision);
    }

    public Version Version { get; }

    /// <summary>Bytes from one layer of SFrameBSInfo to the next: from 2.5 on a float PSNR for each plane stands behind the layer's other
    /// members.</summary>
    public int LayerStride => StrideFor(Version);

    /// <summary>Where eFrameType stands in SFrameBSInfo: behind iLayerNum, padded, and all layers.</summary>
    public int TrailerOffset => nint.Size + (MaximumLayers * LayerStride);

    public static OpenH264Library Load()
    {
        lock (Gate)
            return _loaded ??= LoadFirst();
    }

    public static int StrideFor(Version version)
    {
        var size = sizeof(SLayerBSInfo) + (version >= new Version(2, 5) ? 3 * sizeof(float) : 0);
        return (size + nint.Size - 1) / nint.Size * nint.Size;
    }

    /// <summary>A new encoder, not initialised.</summary>
    public nint Create()
    {
        nint encoder;
        var result = _create(&encoder);
        return result == 0 && encoder != 0
            ? encoder
            : throw new VideoSourceException(
                string.Create(CultureInfo.InvariantCulture, $"OpenH264 {Version} could not make an encoder (code {result}). Is memory short?"));
    }

    public void Destroy(nint encoder) => _destroy(encoder);

    private static OpenH264Library LoadFirst()
    {
        // Newest first; sonames whose structures are known. A library of another name may lay them out otherwise.
        foreach (var soname in (ReadOnlySpan<string>)["libopenh264.so.8", "libopenh264.so.7"])
        {
            if (!NativeLibrary.TryLoad(soname, out var handle))
                continue;
            var library = new OpenH264Library(handle);
            if (library.Version.Major != 2)
                throw new VideoSourceException(
                    $"OpenH264 {library.Version} ({soname}) is not known here: versions 2.x are. Install libopenh264-7 or libopenh264-8.");
            return library;
        }

        throw new VideoSourceException(NotInstalled);
    }
}
