using System.Numerics;
using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;
using CamAgent.Hardware.Video4Linux.Formats;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>Pictures are copied into the encoder's own memory (V4L2_MEMORY_MMAP).</summary>
internal sealed class CopiedInput : EncoderInput
{
    private readonly PictureWriter _writer;
    private readonly int[] _bytesUsed;
    private uint _free;

    /// <param name="isPadded">The driver codes more than the picture.</param>
    public CopiedInput(BufferQueue queue, DeviceFormat format, bool isPadded)
        : base(queue)
    {
        _writer = new(format);
        _free = uint.MaxValue >> (32 - queue.Count);
        _bytesUsed = new int[queue.PlaneCount];
        for (var plane = 0; plane < _bytesUsed.Length; plane++)
            _bytesUsed[plane] = Math.Min(format.Planes[Math.Min(plane, format.Planes.Count - 1)].SizeImage, queue.PlaneLength(0, plane));
        for (var index = 0; isPadded && index < queue.Count; index++)
            _writer.Blacken(Planes(index));
    }

    public override bool IsDirect => false;

    public override bool HasRoom => _free != 0;

    public override void Give(in RawPicture picture, TimeSpan timestamp)
    {
        var index = BitOperations.TrailingZeroCount(_free);
        _writer.Write(picture, Planes(index));
        Queue.Enqueue(index, _bytesUsed, timestamp);
        _free &= ~(1u << index);
    }

    protected override void Returned(int index) => _free |= 1u << index;

    private OutputPlanes Planes(int index) => Queue.PlaneCount switch
    {
        1 => new(Queue.Plane(index, 0)),
        2 => new(Queue.Plane(index, 0), Queue.Plane(index, 1)),
        _ => new(Queue.Plane(index, 0), Queue.Plane(index, 1), Queue.Plane(index, 2)),
    };
}
