using CamAgent.Hardware.Video.Controls;

namespace CamAgent.Hardware.Video;

/// <summary>A camera without an encoder: gives pictures at a rate until it is stopped or fails.</summary>
public abstract class RawPictureSource
{
    /// <summary>What it is, for people: <c>test picture</c>, <c>/dev/video0</c>.</summary>
    public abstract string Description { get; }

    /// <summary>What it was asked to give; while it runs, what it gives.</summary>
    public abstract VideoFormat Format { get; }

    /// <summary>How its samples mean colours; settled before the first picture.</summary>
    public abstract ColorDescription Color { get; }

    /// <summary>What can be set on the camera while it runs; null where nothing can.</summary>
    public virtual ICameraControls? Controls => null;

    /// <summary>As <see cref="VideoSource.StartPatience"/>.</summary>
    public virtual TimeSpan StartPatience => TimeSpan.FromSeconds(3);

    /// <summary>Captures on the calling thread until <paramref name="stop"/> is cancelled, then returns with the device released.</summary>
    /// <exception cref="VideoSourceException">The source cannot start or has failed; the message says what happened and what to do.</exception>
    public abstract void Run(RawPictureHandler handler, CancellationToken stop);
}
