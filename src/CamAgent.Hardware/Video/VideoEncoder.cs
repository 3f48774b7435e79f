namespace CamAgent.Hardware.Video;

/// <summary>Turns pictures into H.264 without B-pictures, SPS and PPS before every IDR picture. Belongs to one thread: the capture thread.</summary>
public abstract class VideoEncoder : IDisposable
{
    /// <summary>What it is, for people: <c>OpenH264 2.3.1</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Codes one picture. <paramref name="handler"/> is called for each access unit that is ready: none where rate control drops the
    /// picture.
    /// An encoder with a queue may hand over an earlier picture's, which carries its own capture timestamp.</summary>
    /// <exception cref="VideoSourceException">The encoder has failed; the message says how.</exception>
    public abstract void Encode(in RawPicture picture, AccessUnitHandler handler);

    /// <summary>The next picture becomes an IDR picture. Asked again before each picture until one has come out: an encoder with a queue
    /// makes one of it.</summary>
    public abstract void ForceKeyFrame();

    /// <summary>Sets the target in bits a second, within what the settings allow; holds from the next picture on.</summary>
    public abstract void SetBitrate(int bitsPerSecond);

    /// <summary>Hands over what pictures are still inside, before the encoder is replaced or closed without haste. Nothing may be encoded
    /// afterwards.</summary>
    /// <exception cref="VideoSourceException">The encoder has failed.</exception>
    public virtual void Drain(AccessUnitHandler handler)
    {
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <summary>What an encoder is to make of the pictures.</summary>
/// <param name="BitsPerSecond">The target to begin with.</param>
/// <param name="MaximumBitsPerSecond">No target will be higher; settles the stream's level.</param>
/// <param name="KeyFrameInterval">From one IDR picture to the next at the latest; zero means only when asked.</param>
public sealed record EncoderSettings(int BitsPerSecond, int MaximumBitsPerSecond, TimeSpan KeyFrameInterval);

/// <summary>Opens an encoder for pictures of this kind.</summary>
/// <exception cref="VideoSourceException">It is not installed, or cannot code such pictures.</exception>
public delegate VideoEncoder VideoEncoderFactory(VideoFormat format, ColorDescription color, EncoderSettings settings);
