namespace CamAgent.Hardware.Video;

/// <summary>Turns pictures by quarters. Keeps its memory; the picture it gives is valid until the next.</summary>
internal sealed class PictureRotation(int degrees)
{
    // Columns are read and rows written: in blocks, so that both stay in the cache.
    private const int Block = 32;

    private I420Buffer? _converted;
    private I420Buffer? _turned;

    public RawPicture Rotate(in RawPicture picture)
    {
        var source = picture.Layout == PictureLayout.I420 ? picture : Convert(picture);
        var (width, height) = degrees == 180 ? (picture.Width, picture.Height) : (picture.Height, picture.Width);
        if (_turned is null || _turned.Width != width || _turned.Height != height)
            _turned = new(width, height);
        Turn(source.Luma, source.LumaStride, picture.Width, picture.Height, _turned.Luma);
        Turn(source.Blue, source.ChromaStride, picture.Width / 2, picture.Height / 2, _turned.Blue);
        Turn(source.Red, source.ChromaStride, picture.Width / 2, picture.Height / 2, _turned.Red);
        return _turned.AsPicture(picture.CaptureTimestamp);
    }

    private RawPicture Convert(in RawPicture picture)
    {
        if (_converted is null || _converted.Width != picture.Width || _converted.Height != picture.Height)
            _converted = new(picture.Width, picture.Height);
        PictureConversion.ToI420(picture, _converted);
        return _converted.AsPicture(picture.CaptureTimestamp);
    }

    private void Turn(ReadOnlySpan<byte> from, int stride, int width, int height, Span<byte> to)
    {
        if (degrees == 180)
        {
            for (var y = 0; y < height; y++)
            {
                var row = to.Slice((height - 1 - y) * width, width);
                from.Slice(y * stride, width).CopyTo(row);
                row.Reverse();
            }

            return;
        }

        for (var top = 0; top < height; top += Block)
        {
            for (var left = 0; left < width; left += Block)
                TurnBlock(from, stride, width, height, to, left, top);
        }
    }

    /// <summary>Clockwise, the left column becomes the upper row, read upwards; the other way round it becomes the lower row.</summary>
    private void TurnBlock(ReadOnlySpan<byte> from, int stride, int width, int height, Span<byte> to, int left, int top)
    {
        var (right, bottom) = (Math.Min(left + Block, width), Math.Min(top + Block, height));
        for (var x = left; x < right; x++)
        {
            var row = to.Slice((degrees == 90 ? x : width - 1 - x) * height, height);
            for (var y = top; y < bottom; y++)
                row[degrees == 90 ? height - 1 - y : y] = from[(y * stride) + x];
        }
    }
}
