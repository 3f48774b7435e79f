using CamAgent.Hardware.Video4Linux.Formats;
using Microsoft.Win32.SafeHandles;

namespace CamAgent.Hardware.Video;

/// <summary>A picture's memory as its device has it: for an encoder that reads it there, without a copy.</summary>
/// <remarks>One object for each buffer of a camera, the same for every picture that comes in it, so that an encoder can keep what it has prepared.
/// It is given back to the camera when the handler returns and everybody who called <see cref="Retain"/> has called <see cref="Release"/>; a
/// camera has few, and stands still without. Releasing later than the camera's end is harmless.</remarks>
public abstract class PictureBuffer
{
    /// <summary>From zero, among the buffers of the same run of the same camera.</summary>
    public abstract int Index { get; }

    /// <summary>How many buffers the camera has.</summary>
    public abstract int Count { get; }

    /// <summary>How the device lays the picture out in its memory planes.</summary>
    public abstract PixelFormat PixelFormat { get; }

    /// <summary>The memory planes, in order; often one that holds all of a picture's colour planes.</summary>
    public abstract IReadOnlyList<PictureMemory> Planes { get; }

    /// <summary>Keeps the picture in the buffer beyond the handler's end. Any thread.</summary>
    public abstract void Retain();

    /// <summary>Undoes one <see cref="Retain"/>. Any thread.</summary>
    public abstract void Release();
}

/// <summary>One memory plane.</summary>
/// <param name="DmaBuf">Belongs to the camera, closed after its run.</param>
/// <param name="Length">Bytes that the DMABUF has.</param>
/// <param name="Offset">Where the picture begins in it.</param>
/// <param name="Used">Bytes of the picture, from <paramref name="Offset"/> on.</param>
/// <param name="BytesPerLine">From one row to the next, in the plane's first colour plane.</param>
public readonly record struct PictureMemory(SafeFileHandle DmaBuf, int Length, int Offset, int Used, int BytesPerLine);
