using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>Writes pictures into the buffers of an encoder's OUTPUT queue, row by row: the strides of the two sides seldom agree.</summary>
/// <param name="format">As the driver has set it, at least as wide and as high as the pictures.</param>
internal sealed class PictureWriter(DeviceFormat format)
{
    private readonly bool _isPacked = PictureFormats.IsPacked(format.PixelFormat);
    private readonly bool _isSemiPlanar = PictureFormats.IsSemiPlanar(format.PixelFormat);
    private readonly bool _isRedFirst = PictureFormats.IsRedFirst(format.PixelFormat);
    private readonly bool _isContiguous = format.Planes.Count == 1;
    private readonly int _stride = format.Planes[0].BytesPerLine;

    /// <summary>V4L2, "Planar YUV formats": in one memory plane, chroma rows are padded like luma's, in proportion.</summary>
    private readonly int _chromaStride = format.Planes.Count > 1
        ? format.Planes[1].BytesPerLine
        : PictureFormats.IsSemiPlanar(format.PixelFormat) ? format.Planes[0].BytesPerLine : format.Planes[0].BytesPerLine / 2;

    /// <summary>Where chroma begins in the one memory plane.</summary>
    public int ChromaOffset => _stride * format.Height;

    /// <summary>What the driver has to have room for, in the first memory plane.</summary>
    public int LeastSize => !_isContiguous || _isPacked ? ChromaOffset : ChromaOffset + (_chromaStride * format.Height / (_isSemiPlanar ? 2 : 1));

    /// <param name="picture">In a layout of <see cref="PictureFormats.Of"/> that has this format.</param>
    public void Write(in RawPicture picture, in OutputPlanes target)
    {
        if (_isPacked)
        {
            if (picture.Layout == PictureLayout.I420)
                Pack(picture, target.First);
            else
                Rows(picture.Packed, picture.LumaStride, target.First, _stride, 2 * picture.Width, picture.Height);
            return;
        }

        Rows(picture.Luma, picture.LumaStride, target.First, _stride, picture.Width, picture.Height);
        var chroma = _isContiguous ? target.First[ChromaOffset..] : target.Second;
        if (picture.Layout != PictureLayout.I420)
        {
            Rows(picture.Chroma, picture.ChromaStride, chroma, _chromaStride, picture.Width, picture.Height / 2);
            return;
        }

        var first = _isRedFirst ? picture.Red : picture.Blue;
        var second = _isRedFirst ? picture.Blue : picture.Red;
        if (_isSemiPlanar)
        {
            Interleave(first, second, picture, chroma);
            return;
        }

        Rows(first, picture.ChromaStride, chroma, _chromaStride, picture.Width / 2, picture.Height / 2);
        Rows(
            second,
            picture.ChromaStride,
            _isContiguous ? chroma[(_chromaStride * (format.Height / 2))..] : target.Third,
            _chromaStride,
            picture.Width / 2,
            picture.Height / 2);
    }

    /// <summary>Black, for what lies beside the picture where a driver codes that too.</summary>
    public void Blacken(in OutputPlanes target)
    {
        if (_isPacked)
        {
            var (luma, chroma) = format.PixelFormat == PixelFormat.Yuyv ? ((byte)16, (byte)128) : ((byte)128, (byte)16);
            for (var i = 0; i + 1 < target.First.Length; i += 2)
                (target.First[i], target.First[i + 1]) = (luma, chroma);
            return;
        }

        target.First.Fill(128);
        target.First[..Math.Min(ChromaOffset, target.First.Length)].Fill(16);
        target.Second.Fill(128);
        target.Third.Fill(128);
    }

    private static void Rows(ReadOnlySpan<byte> from, int fromStride, Span<byte> to, int toStride, int length, int rows)
    {
        if (fromStride == toStride)
        {
            from[..(((rows - 1) * fromStride) + length)].CopyTo(to);
            return;
        }

        for (var y = 0; y < rows; y++)
            from.Slice(y * fromStride, length).CopyTo(to[(y * toStride)..]);
    }

    private void Interleave(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, in RawPicture picture, Span<byte> to)
    {
        for (var y = 0; y < picture.Height / 2; y++)
        {
            var a = first.Slice(y * picture.ChromaStride, picture.Width / 2);
            var b = second.Slice(y * picture.ChromaStride, a.Length);
            var row = to.Slice(y * _chromaStride, picture.Width);
            for (var x = 0; x < a.Length && x < b.Length; x++)
            {
                row[2 * x] = a[x];
                row[(2 * x) + 1] = b[x];
            }
        }
    }

    private void Pack(in RawPicture picture, Span<byte> to)
    {
        var (luma, chroma) = format.PixelFormat == PixelFormat.Yuyv ? (0, 1) : (1, 0);
        for (var y = 0; y < picture.Height; y++)
        {
            var samples = picture.Luma.Slice(y * picture.LumaStride, picture.Width);
            var blue = picture.Blue.Slice(y / 2 * picture.ChromaStride, picture.Width / 2);
            var red = picture.Red.Slice(y / 2 * picture.ChromaStride, picture.Width / 2);
            var row = to.Slice(y * _stride, 2 * picture.Width);
            for (var x = 0; x < blue.Length; x++)
            {
                row[(4 * x) + luma] = samples[2 * x];
                row[(4 * x) + luma + 2] = samples[(2 * x) + 1];
                row[(4 * x) + chroma] = blue[x];
                row[(4 * x) + chroma + 2] = red[x];
            }
        }
    }
}
