using Microsoft.Win32.SafeHandles;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>One memory plane of another device's buffer, to be queued here.</summary>
/// <param name="Descriptor">The DMABUF. The kernel holds what it needs: it may be closed once queued, though a queue finds it faster again when the
/// same one comes with the same index.</param>
/// <param name="Length">Of the whole DMABUF in bytes; zero takes the kernel's own knowledge.</param>
/// <param name="BytesUsed">Of an output queue: bytes of data, <paramref name="DataOffset"/> included.</param>
/// <param name="DataOffset">Where the data begin; zero on single-planar queues.</param>
internal readonly record struct DmaBufPlane(SafeFileHandle Descriptor, int Length, int BytesUsed, int DataOffset = 0);
