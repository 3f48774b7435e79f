using CamAgent.WebRtc.Rtp;

namespace CamAgent.WebRtc.Media;

/// <summary>Takes frames from the fan-out. Called on the capture thread: it hands the frame to its viewer's loop and returns at once.</summary>
public interface IFrameConsumer
{
    /// <summary>Takes over one reference to the frame, which it releases when it is done.</summary>
    void OnFrame(SharedFrame frame);
}

/// <summary>
/// Packetizes each access unit once and hands it to every viewer. <see cref="Publish"/> belongs to the capture thread;
/// consumers come and go on any.
/// </summary>
public sealed class FrameFanOut(FramePool pool, H264Packetizer packetizer)
{
    private IFrameConsumer[] _consumers = [];

    public int Consumers => Volatile.Read(ref _consumers).Length;

    /// <summary>Adds a consumer; its first frame is the next one published.</summary>
    public void Add(IFrameConsumer consumer)
    {
        IFrameConsumer[] before;
        do
            before = Volatile.Read(ref _consumers);
        while (Interlocked.CompareExchange(ref _consumers, [.. before, consumer], before) != before);
    }

    /// <summary>Removes a consumer; a frame that is being published may still reach it.</summary>
    public void Remove(IFrameConsumer consumer)
    {
        IFrameConsumer[] before;
        do
            before = Volatile.Read(ref _consumers);
        while (Interlocked.CompareExchange(ref _consumers, Array.FindAll(before, c => c != consumer), before) != before);
    }

    /// <summary>Packetizes an access unit in Annex B form and hands it out.</summary>
    /// <returns>What was published: a key frame or not, and its bytes; zero bytes where it held nothing to send.</returns>
    public PublishedFrame Publish(ReadOnlySpan<byte> annexB, Instant captured)
    {
        var frame = pool.Rent();
        try
        {
            frame.Describe(packetizer.Packetize(annexB, frame.Payloads), captured);
            var published = new PublishedFrame(frame.IsKeyFrame, frame.Payloads.Length);
            if (frame.Payloads.Count == 0)
                return published;
            foreach (var consumer in Volatile.Read(ref _consumers))
            {
                frame.AddReference();
                consumer.OnFrame(frame);
            }

            return published;
        }
        finally
        {
            frame.Release();
        }
    }
}

/// <summary>What the fan-out made of an access unit; bytes are those of its payloads.</summary>
public readonly record struct PublishedFrame(bool IsKeyFrame, int Bytes);
