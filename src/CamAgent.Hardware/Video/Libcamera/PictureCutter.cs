namespace CamAgent.Hardware.Video.Libcamera;

/// <summary>Cuts a stream of raw I420 into pictures. Nothing marks where one ends: the size must be known exactly.</summary>
/// <remarks>libcamera's programs write their buffers as they are, rows padded to what the image processor wants (32 or 64 bytes, 128 for cam on
/// some), and do not say how. A width that all of them leave alone is cut at once; for others the first pictures are measured: the pipe falls
/// quiet between two.</remarks>
internal sealed class PictureCutter
{
    private const int MostPadding = 128;

    // So many pauses of the pipe are looked at before its size counts as right.
    private const int Trial = 12;

    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _bytes;
    private int _length;
    private int _stride;
    private int _rows;
    private int _pausesBetween;
    private int _pausesWithin;
    private int _pictures;

    public PictureCutter(int width, int height)
    {
        (_width, _height) = (width, height);
        // Pinned: an encoder takes its address for every picture.
        _bytes = GC.AllocateUninitializedArray<byte>(SizeOf(Align(width, MostPadding), Align(height, 16)), pinned: true);
        if (width % 64 == 0)
            (_stride, _rows) = (width, height);
    }

    /// <summary>Bytes of the picture that has begun.</summary>
    public int Pending => _length;

    /// <summary>Where to read on; never empty.</summary>
    public Span<byte> Room => _stride == 0 ? _bytes.AsSpan(_length) : _bytes.AsSpan(_length, SizeOf(_stride, _rows) - _length);

    /// <summary>So many bytes are in <see cref="Room"/>.</summary>
    /// <returns>True where a picture is complete; take it by <see cref="Picture"/>, then <see cref="Next"/>.</returns>
    public bool Add(int count)
    {
        _length += count;
        return _stride != 0 && _length == SizeOf(_stride, _rows);
    }

    /// <summary>Pauses are still of interest.</summary>
    public bool IsOnTrial => _pausesBetween + _pausesWithin < Trial;

    /// <summary>The pipe is quiet. Where the size is not known yet, what came is a whole picture; else there is a picture from each pause to the next,
    /// or the size is another: three pictures of 640×480 would be cut as one of 1280×720 for ever.</summary>
    /// <returns>False where the pictures cannot be of the size that was asked for.</returns>
    public bool TryPause(out bool isComplete)
    {
        isComplete = _stride == 0 && _length > 0;
        if (isComplete)
            return TryMeasure();
        if (_length == 0)
            _pausesBetween++;
        else
            _pausesWithin++;
        // Not strictly: on a busy machine a pause is missed now and then.
        return IsOnTrial || (2 * _pausesWithin < 3 * _pausesBetween && _pictures < 2 * _pausesBetween);
    }

    public RawPicture Picture(long timestamp)
    {
        var (luma, chroma) = (_stride * _rows, _stride / 2 * (_rows / 2));
        return new(_width, _height, _bytes.AsSpan(0, luma), _stride, _bytes.AsSpan(luma, chroma), _bytes.AsSpan(luma + chroma, chroma), _stride / 2, timestamp);
    }

    public void Next()
    {
        _length = 0;
        _pictures++;
    }

    private bool TryMeasure()
    {
        foreach (var rows in (ReadOnlySpan<int>)[_height, Align(_height, 16)])
        {
            foreach (var stride in (ReadOnlySpan<int>)[_width, Align(_width, 32), Align(_width, 64), Align(_width, MostPadding)])
            {
                if (_length != SizeOf(stride, rows))
                    continue;
                (_stride, _rows) = (stride, rows);
                return true;
            }
        }

        return false;
    }

    private static int SizeOf(int stride, int rows) => stride * rows * 3 / 2;

    private static int Align(int value, int to) => (value + to - 1) / to * to;
}
