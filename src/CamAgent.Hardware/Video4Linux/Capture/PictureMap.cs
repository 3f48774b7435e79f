using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>Where a picture's colour planes lie in a buffer's memory planes.</summary>
internal sealed class PictureMap
{
    private readonly PictureLayout _layout;
    private readonly bool _isGrey;
    private readonly bool _redFirst;
    private readonly int _stride;
    private readonly int _chromaStride;
    private readonly int _rows;
    private readonly byte[] _neutral;

    private PictureMap(DeviceFormat format, PictureLayout layout, int memoryPlanes, bool redFirst, bool isGrey)
    {
        _layout = layout;
        _isGrey = isGrey;
        _redFirst = redFirst;
        MemoryPlanes = memoryPlanes;
        var packed = layout is PictureLayout.Yuyv or PictureLayout.Uyvy;
        _stride = format.Planes[0].BytesPerLine is > 0 and var stride ? stride : format.Width * (packed ? 2 : 1);
        _rows = format.Height;
        // V4L2, "Planar YUV formats": chroma lines are half as long where they hold half the samples; a memory plane of its own says it itself.
        _chromaStride = memoryPlanes > 1 && format.Planes[1].BytesPerLine is > 0 and var own ? own
            : layout == PictureLayout.I420 ? _stride / 2
            : _stride;
        // The odd last column or row of a sensor is left out: H.264 has pairs only.
        Width = format.Width & ~1;
        Height = format.Height & ~1;
        _neutral = isGrey ? new byte[Width / 2 * (Height / 2)] : [];
        _neutral.AsSpan().Fill(128);
    }

    public int Width { get; }

    public int Height { get; }

    public int MemoryPlanes { get; }

    /// <exception cref="VideoDeviceException">The format cannot be mapped, or contradicts itself.</exception>
    public static PictureMap Create(string path, DeviceFormat format)
    {
        var (layout, planes, redFirst, isGrey) = Layout(format.PixelFormat) ?? throw DeviceFault.Impossible(path, $"gives {format.PixelFormat}, which was not asked for");
        if (format.Width < 16 || format.Height < 16 || format.Planes.Count != planes)
            throw DeviceFault.Impossible(path, $"gives {format} in {format.Planes.Count} planes");
        var map = new PictureMap(format, layout, planes, redFirst, isGrey);
        var row = layout is PictureLayout.Yuyv or PictureLayout.Uyvy ? 2 * map.Width : map.Width;
        var chromaRow = layout == PictureLayout.I420 ? map.Width / 2 : map.Width;
        return map._stride >= row && (map._chromaStride >= chromaRow || isGrey) && map._stride <= 8 * VideoDevice.MaximumSide
            ? map
            : throw DeviceFault.Impossible(path, $"gives {format} with {map._stride} bytes a row");
    }

    public static bool CanMap(PixelFormat format) => Layout(format) is not null;

    /// <summary>Bytes that a memory plane has to hold for a whole picture.</summary>
    public long LeastBytes(int plane) => (plane, MemoryPlanes, _layout) switch
    {
        (0, 1, PictureLayout.Yuyv or PictureLayout.Uyvy) => Extent(_stride, Height, 2 * Width),
        (0, 1, PictureLayout.I420) when _isGrey => Extent(_stride, Height, Width),
        (0, 1, PictureLayout.I420) => SecondChroma + Extent(_chromaStride, Height / 2, Width / 2),
        (0, 1, _) => FirstChroma + Extent(_chromaStride, Height / 2, Width),
        (0, _, _) => Extent(_stride, Height, Width),
        (_, _, PictureLayout.I420) => Extent(_chromaStride, Height / 2, Width / 2),
        _ => Extent(_chromaStride, Height / 2, Width),
    };

    /// <summary>The picture in a buffer that holds at least <see cref="LeastBytes"/> in each plane.</summary>
    public RawPicture Map(BufferQueue queue, in DequeuedBuffer buffer, long timestamp, PictureBuffer? shared)
    {
        var first = queue.Data(buffer, 0);
        if (_layout is PictureLayout.Yuyv or PictureLayout.Uyvy)
            return RawPicture.PackedSamples(_layout, Width, Height, first, _stride, timestamp, shared);
        if (_isGrey)
            return new(Width, Height, first, _stride, _neutral, _neutral, Width / 2, timestamp);
        if (_layout != PictureLayout.I420)
        {
            var pairs = MemoryPlanes == 1 ? first[(int)FirstChroma..] : queue.Data(buffer, 1);
            return RawPicture.SemiPlanar(_layout, Width, Height, first, _stride, pairs, _chromaStride, timestamp, shared);
        }

        var one = MemoryPlanes == 1 ? first[(int)FirstChroma..] : queue.Data(buffer, 1);
        var two = MemoryPlanes == 1 ? first[(int)SecondChroma..] : queue.Data(buffer, 2);
        return _redFirst
            ? new(Width, Height, first, _stride, two, one, _chromaStride, timestamp, shared)
            : new(Width, Height, first, _stride, one, two, _chromaStride, timestamp, shared);
    }

    private long FirstChroma => (long)_stride * _rows;

    private long SecondChroma => FirstChroma + ((long)_chromaStride * (_rows / 2));

    private static long Extent(int stride, int rows, int row) => ((rows - 1L) * stride) + row;

    private static (PictureLayout Layout, int Planes, bool RedFirst, bool IsGrey)? Layout(PixelFormat format)
    {
        if (format == PixelFormat.Nv12)
            return (PictureLayout.Nv12, 1, false, false);
        if (format == PixelFormat.Nv12Multiplanar)
            return (PictureLayout.Nv12, 2, false, false);
        if (format == PixelFormat.Nv21)
            return (PictureLayout.Nv21, 1, false, false);
        if (format == PixelFormat.Nv21Multiplanar)
            return (PictureLayout.Nv21, 2, false, false);
        if (format == PixelFormat.Yuv420)
            return (PictureLayout.I420, 1, false, false);
        if (format == PixelFormat.Yvu420)
            return (PictureLayout.I420, 1, true, false);
        if (format == PixelFormat.Yuv420Multiplanar)
            return (PictureLayout.I420, 3, false, false);
        if (format == PixelFormat.Yvu420Multiplanar)
            return (PictureLayout.I420, 3, true, false);
        if (format == PixelFormat.Yuyv)
            return (PictureLayout.Yuyv, 1, false, false);
        if (format == PixelFormat.Uyvy)
            return (PictureLayout.Uyvy, 1, false, false);
        return format == PixelFormat.Grey ? (PictureLayout.I420, 1, false, true) : null;
    }
}
