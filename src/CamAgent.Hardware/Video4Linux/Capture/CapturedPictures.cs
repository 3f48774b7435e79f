using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>A camera's buffers as pictures that can be shared and come back from any thread, as long as the camera streams.</summary>
internal sealed class CapturedPictures : IDisposable
{
    private readonly Lock _gate = new();
    private readonly BufferQueue _queue;
    private readonly CapturedPicture[] _pictures;
    private readonly bool _isShared;
    private bool _isClosed;

    /// <param name="share">Export each buffer as DMABUF; where the driver cannot, pictures are in this process's memory only.</param>
    public CapturedPictures(BufferQueue queue, DeviceFormat format, bool share)
    {
        _queue = queue;
        _pictures = new CapturedPicture[queue.Count];
        _isShared = share;
        for (var index = 0; index < queue.Count; index++)
        {
            var planes = _isShared ? Export(index, format) : null;
            _isShared &= planes is not null;
            _pictures[index] = new(this, index, format.PixelFormat, planes ?? []);
        }
    }

    public int Count => _pictures.Length;

    /// <summary>The buffer for other devices; null where it cannot be shared. Whoever has called this releases the picture.</summary>
    public PictureBuffer? Begin(in DequeuedBuffer buffer, out CapturedPicture picture)
    {
        picture = _pictures[buffer.Index];
        picture.Begin(buffer);
        return _isShared ? picture : null;
    }

    /// <summary>Gives a buffer back to the camera; after the end, to nobody.</summary>
    public void Return(int index)
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            try
            {
                _queue.Enqueue(index);
            }
            catch (VideoDeviceException)
            {
                // The camera has failed or gone: its own thread finds out and says so.
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _isClosed = true;
        foreach (var picture in _pictures)
        {
            foreach (var plane in picture.Planes)
                plane.DmaBuf.Dispose();
        }
    }

    private PictureMemory[]? Export(int index, DeviceFormat format)
    {
        var planes = new PictureMemory[_queue.PlaneCount];
        for (var plane = 0; plane < planes.Length; plane++)
        {
            try
            {
                planes[plane] = new(
                    _queue.Export(index, plane), _queue.PlaneLength(index, plane), Offset: 0, Used: 0, format.Planes[plane].BytesPerLine);
            }
            catch (VideoDeviceException)
            {
                foreach (var exported in planes.AsSpan(0, plane))
                    exported.DmaBuf.Dispose();
                return null;
            }
        }

        return planes;
    }
}
