using CamAgent.Hardware.Video;
using CamAgent.Hardware.Video4Linux;

namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>An encoder's OUTPUT queue: where pictures go in. Which of its buffers are free is known by their coming back, in any order.</summary>
internal abstract class EncoderInput(BufferQueue queue) : IDisposable
{
    public BufferQueue Queue { get; } = queue;

    /// <summary>The encoder reads the camera's memory.</summary>
    public abstract bool IsDirect { get; }

    /// <summary>Pictures that the encoder came to report as broken.</summary>
    public long RefusedPictures { get; private set; }

    /// <summary>A picture can be given now.</summary>
    public abstract bool HasRoom { get; }

    /// <summary>Gives a picture to the encoder; there has to be room.</summary>
    /// <exception cref="VideoDeviceException">The device refuses it.</exception>
    public abstract void Give(in RawPicture picture, TimeSpan timestamp);

    /// <summary>Takes back the buffers that the encoder has read.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="VideoDeviceException">The device has failed.</exception>
    public bool Reap()
    {
        var any = false;
        while (Queue.QueuedCount > 0 && Queue.TryDequeue(out var buffer))
        {
            any = true;
            if (buffer.HasError)
                RefusedPictures++;
            Returned(buffer.Index);
        }

        return any;
    }

    public virtual void Dispose() => Queue.Dispose();

    protected abstract void Returned(int index);
}
