using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video;

/// <summary>A camera with its encoder: gives H.264 access units until it is stopped or fails. Whoever runs it supervises it.</summary>
public abstract class VideoSource
{
    /// <summary>What it is, for people: <c>test picture</c>, <c>command rpicam-vid</c>.</summary>
    public abstract string Description { get; }

    /// <summary>What it was asked to give; after the first access unit, what it gives.</summary>
    public abstract VideoFormat Format { get; }

    /// <summary>Profile and level from the stream's SPS, for SDP to tell the truth; null until the first key frame of the first run.</summary>
    public virtual ProfileLevelId? Profile => null;

    /// <summary>How long it may take from the start to the first access unit before people are told that something is wrong.</summary>
    public virtual TimeSpan StartPatience => TimeSpan.FromSeconds(3);

    /// <summary>After this long without an access unit whoever supervises it may take it for hung. Longer than the source's own patience, whose words
    /// say more.</summary>
    public virtual TimeSpan StallPatience => TimeSpan.FromSeconds(2.5 + (4.0 / Math.Max(Format.FrameRate, 1)));

    /// <summary>Captures on the calling thread until <paramref name="stop"/> is cancelled, then returns with every device and child process
    /// released.</summary>
    /// <exception cref="VideoSourceException">The source cannot start or has failed; the message says what happened and what to do. Running
    /// it again may help.</exception>
    public abstract void Run(AccessUnitHandler handler, CancellationToken stop);

    /// <summary>Asks for an IDR picture as soon as the encoder can; from any thread. Sources that cannot, ignore it.</summary>
    public abstract void RequestKeyFrame();

    /// <summary>Sets the encoder's target in bits a second; from any thread. Sources that cannot, ignore it.</summary>
    public abstract void SetBitrate(int bitsPerSecond);

    /// <summary>False where the encoder is out of reach: a file, or a program that writes H.264 as it likes.</summary>
    public virtual bool CanControlEncoder => true;

    /// <summary>What can be set on the camera while it runs; null where nothing can.</summary>
    public virtual ICameraControls? Controls => null;
}

/// <summary>A source that could not start or has failed, in words for people.</summary>
public sealed class VideoSourceException(string message, Exception? inner = null) : Exception(message, inner);
