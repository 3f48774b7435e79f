using System.Runtime.InteropServices;
using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Jpeg;

/// <summary>I420 to JPEG with libjpeg-turbo. One thread.</summary>
internal sealed unsafe class JpegPictureEncoder : IDisposable
{
    private nint _handle;

    /// <exception cref="VideoSourceException">libjpeg-turbo is not installed.</exception>
    public JpegPictureEncoder()
    {
        if (!TurboJpegLibrary.IsInstalled)
            throw new VideoSourceException($"Snapshots need JPEG, and {TurboJpegLibrary.NotInstalled}");
        _handle = TurboJpegLibrary.tjInitCompress();
        if (_handle == 0)
            throw new VideoSourceException("libjpeg-turbo could not make an encoder. Is memory short?");
    }

    /// <param name="picture">In the colours of <see cref="JfifColor"/>.</param>
    /// <param name="quality">1 to 100.</param>
    public byte[] Encode(I420Buffer picture, int quality)
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        var most = TurboJpegLibrary.tjBufSize(picture.Width, picture.Height, (int)JpegSubsampling.Yuv420).Value;
        var target = GC.AllocateUninitializedArray<byte>(checked((int)most));
        fixed (byte* luma = picture.Luma, blue = picture.Blue, red = picture.Red, start = target)
        {
            var planes = stackalloc byte*[3] { luma, blue, red };
            var strides = stackalloc int[3] { picture.Width, picture.ChromaWidth, picture.ChromaWidth };
            var written = start;
            var size = new CULong(most);
            if (TurboJpegLibrary.tjCompressFromYUVPlanes(
                _handle, planes, picture.Width, strides, picture.Height, (int)JpegSubsampling.Yuv420, &written, ref size, quality, TurboJpegLibrary.NoReallocation) != 0)
            {
                var words = Marshal.PtrToStringUTF8((nint)TurboJpegLibrary.tjGetErrorStr2(_handle));
                throw new VideoSourceException($"libjpeg-turbo could not make a snapshot: {words}");
            }

            return target.AsSpan(0, checked((int)size.Value)).ToArray();
        }
    }

    public void Dispose()
    {
        if (_handle != 0)
            _ = TurboJpegLibrary.tjDestroy(_handle);
        _handle = 0;
    }
}
