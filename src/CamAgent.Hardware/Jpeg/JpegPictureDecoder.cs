using System.Runtime.InteropServices;
using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Jpeg;

/// <summary>Motion JPEG to I420 with libjpeg-turbo: cameras on USB 2 give their large sizes in no other form. One thread.</summary>
internal sealed unsafe class JpegPictureDecoder : IDisposable
{
    /// <summary>Coded heights are whole blocks: 1080 may be 1088.</summary>
    private const int LargestBlock = 16;

    private readonly I420Buffer _picture;
    private readonly nint _handle;
    private byte[] _blue = [];
    private byte[] _red = [];
    private byte[] _luma = [];
    private bool _isDisposed;

    /// <exception cref="VideoSourceException">libjpeg-turbo is not installed.</exception>
    public JpegPictureDecoder(int width, int height)
    {
        if (!TurboJpegLibrary.IsInstalled)
            throw new VideoSourceException($"The camera gives Motion JPEG, and {TurboJpegLibrary.NotInstalled}");
        _handle = TurboJpegLibrary.tjInitDecompress();
        if (_handle == 0)
            throw new VideoSourceException("libjpeg-turbo could not make a decoder. Is memory short?");
        _picture = new(width, height);
    }

    /// <summary>Decodes one picture into this decoder's memory, where it stays until the next call.</summary>
    /// <returns>False where the bytes are no JPEG picture of the right size, or break off.</returns>
    public bool TryDecode(ReadOnlySpan<byte> jpeg, out I420Buffer picture)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        picture = _picture;
        if (jpeg.IsEmpty)
            return false;
        fixed (byte* data = jpeg)
        {
            var size = new CULong((nuint)jpeg.Length);
            if (TurboJpegLibrary.tjDecompressHeader3(_handle, data, size, out var width, out var height, out var subsampling, out _) != 0)
                return false;
            // What the header says decides how much is written: only what fits the memory may go on.
            if (width != picture.Width || height < picture.Height || height > picture.Height + LargestBlock)
                return false;
            return TryDecode(data, size, width, height, (JpegSubsampling)subsampling);
        }
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _ = TurboJpegLibrary.tjDestroy(_handle);
    }

    private bool TryDecode(byte* data, CULong size, int width, int height, JpegSubsampling subsampling)
    {
        // Luma planes are padded to whole pairs; both sides are even here, unless the coded height is odd.
        var rows = (height + 1) & ~1;
        var chromaWidth = subsampling is JpegSubsampling.Yuv444 or JpegSubsampling.Yuv440 ? width : width / 2;
        var chromaRows = subsampling is JpegSubsampling.Yuv420 or JpegSubsampling.Yuv440 ? rows / 2 : rows;
        if (subsampling is not (JpegSubsampling.Yuv420 or JpegSubsampling.Yuv422 or JpegSubsampling.Yuv444 or JpegSubsampling.Gray))
            return false;
        if (subsampling == JpegSubsampling.Yuv420 && height == _picture.Height)
        {
            fixed (byte* luma = _picture.Luma, blue = _picture.Blue, red = _picture.Red)
                return TryDecode(data, size, width, height, luma, blue, red, chromaWidth);
        }

        Reserve(ref _luma, width * rows);
        Reserve(ref _blue, chromaWidth * chromaRows);
        Reserve(ref _red, chromaWidth * chromaRows);
        fixed (byte* luma = _luma, blue = _blue, red = _red)
        {
            if (!TryDecode(data, size, width, height, luma, blue, red, chromaWidth))
                return false;
        }

        PictureConversion.CopyPlane(_luma, width, _picture.Luma, width, _picture.Height);
        JpegChroma.Reduce(_blue, subsampling, _picture.Blue, _picture.ChromaWidth, _picture.Height / 2);
        JpegChroma.Reduce(_red, subsampling, _picture.Red, _picture.ChromaWidth, _picture.Height / 2);
        return true;
    }

    private bool TryDecode(byte* data, CULong size, int width, int height, byte* luma, byte* blue, byte* red, int chromaWidth)
    {
        var planes = stackalloc byte*[3] { luma, blue, red };
        var strides = stackalloc int[3] { width, chromaWidth, chromaWidth };
        if (TurboJpegLibrary.tjDecompressToYUVPlanes(_handle, data, size, planes, width, strides, height, flags: 0) == 0)
            return true;
        // Many cameras write stray bytes that harm nothing; a picture that breaks off has a grey lower part.
        if (TurboJpegLibrary.tjGetErrorCode(_handle) != TurboJpegLibrary.WarningCode)
            return false;
        var words = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(TurboJpegLibrary.tjGetErrorStr2(_handle));
        return words.IndexOf("remature"u8) < 0;
    }

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = GC.AllocateUninitializedArray<byte>(length);
    }
}
