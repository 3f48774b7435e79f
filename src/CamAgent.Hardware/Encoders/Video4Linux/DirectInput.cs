using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>The encoder reads the camera's buffers where they are (V4L2_MEMORY_DMABUF). A buffer goes back to the camera when the encoder has given
/// it back.</summary>
internal sealed class DirectInput : EncoderInput
{
    /// <summary>A camera needs one buffer to fill and one to fill next.</summary>
    private const int LeftToCamera = 2;

    private readonly PictureBuffer?[] _held;
    private readonly DmaBufPlane[] _planes;
    private readonly DeviceFormat _format;
    private int _heldCount;
    private int _mostHeld;

    public DirectInput(BufferQueue queue, DeviceFormat format)
        : base(queue)
    {
        _format = format;
        _held = new PictureBuffer?[queue.Count];
        _planes = new DmaBufPlane[queue.PlaneCount];
        _mostHeld = queue.Count;
    }

    public override bool IsDirect => true;

    public override bool HasRoom => _heldCount < _mostHeld;

    /// <summary>How many of a camera's buffers an encoder may hold at a time.</summary>
    public static int MostHeld(PictureBuffer buffer) => Math.Max(buffer.Count - LeftToCamera, 1);

    /// <summary>The encoder finds each sample where it expects it: equal rows, and chroma as far behind luma as its own height puts it.</summary>
    /// <param name="format">As the encoder's driver has set it.</param>
    public static bool CanTake(in RawPicture picture, DeviceFormat format)
    {
        if (picture.Buffer is not { } buffer || buffer.PixelFormat != format.PixelFormat || buffer.Planes.Count != format.Planes.Count
            || !PictureFormats.IsSame(picture.Layout, format.PixelFormat))
            return false;
        for (var plane = 0; plane < format.Planes.Count; plane++)
        {
            var memory = buffer.Planes[plane];
            // Single-planar queues have no offset, so nobody is offered one.
            if (memory.Offset != 0 || memory.BytesPerLine != format.Planes[plane].BytesPerLine || memory.Length < format.Planes[plane].SizeImage)
                return false;
        }

        return buffer.Planes.Count > 1 || picture.Layout is PictureLayout.Yuyv or PictureLayout.Uyvy
            || Distance(picture.Luma, picture.Layout == PictureLayout.I420 ? picture.Blue : picture.Chroma) == new PictureWriter(format).ChromaOffset;
    }

    public override void Give(in RawPicture picture, TimeSpan timestamp)
    {
        var buffer = picture.Buffer ?? throw new ArgumentException("The picture is in ordinary memory only.", nameof(picture));
        // The same buffer at the same index each time: the kernel then keeps what it has mapped.
        var index = buffer.Index < _held.Length && _held[buffer.Index] is null ? buffer.Index : Array.IndexOf(_held, null);
        for (var plane = 0; plane < _planes.Length; plane++)
        {
            var memory = buffer.Planes[plane];
            _planes[plane] = new(memory.DmaBuf, memory.Length, Math.Min(_format.Planes[plane].SizeImage, memory.Length));
        }

        Queue.Enqueue(index, _planes, timestamp);
        // The encoder cannot give it back before this thread takes it.
        buffer.Retain();
        _held[index] = buffer;
        _heldCount++;
        _mostHeld = Math.Min(MostHeld(buffer), _held.Length);
    }

    public override void Dispose()
    {
        base.Dispose();
        for (var index = 0; index < _held.Length; index++)
            Returned(index);
    }

    protected override void Returned(int index)
    {
        if (_held[index] is not { } buffer)
            return;
        _held[index] = null;
        _heldCount--;
        buffer.Release();
    }

    private static nint Distance(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) =>
        Unsafe.ByteOffset(ref MemoryMarshal.GetReference(from), ref MemoryMarshal.GetReference(to));
}
