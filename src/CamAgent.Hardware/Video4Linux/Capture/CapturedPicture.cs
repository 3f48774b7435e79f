using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>One buffer of the camera, shared with whoever retains it.</summary>
internal sealed class CapturedPicture(CapturedPictures pool, int index, PixelFormat pixelFormat, PictureMemory[] planes) : PictureBuffer
{
    private int _references;

    public override int Index => index;

    public override int Count => pool.Count;

    public override PixelFormat PixelFormat => pixelFormat;

    public override IReadOnlyList<PictureMemory> Planes => planes;

    public override void Retain() => Interlocked.Increment(ref _references);

    public override void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
            pool.Return(index);
    }

    /// <summary>A new picture has come in it: the camera's run is the first to hold it.</summary>
    internal void Begin(in DequeuedBuffer buffer)
    {
        for (var i = 0; i < planes.Length; i++)
            planes[i] = planes[i] with { Offset = buffer.DataOffset(i), Used = buffer.BytesUsed(i) };
        _references = 1;
    }
}
