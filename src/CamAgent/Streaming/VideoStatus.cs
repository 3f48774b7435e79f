using CamAgent.Hardware.Video;

namespace CamAgent.Streaming;

internal enum VideoState
{
    /// <summary>Nobody watches; the camera is closed.</summary>
    Idle,

    /// <summary>Opened, no picture yet.</summary>
    Starting,

    /// <summary>Pictures flow.</summary>
    Running,

    /// <summary>Failed; it is tried again after a pause.</summary>
    Waiting,
}

/// <summary>The camera as people are told of it.</summary>
/// <param name="Reason">Why it failed last, in words, until it gives a picture again; empty otherwise.</param>
/// <param name="RetryIn">The pause before the next attempt, when it waits.</param>
internal sealed record VideoStatus(VideoState State, string Source, VideoFormat Format, string Reason, TimeSpan RetryIn)
{
    /// <summary>When the trouble began, or the start of a camera that has given no picture yet.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>It failed and has given no picture since.</summary>
    public bool IsBroken => Reason.Length > 0;

    public override string ToString() => State switch
    {
        VideoState.Idle or VideoState.Starting when IsBroken => $"{Source}: {Reason}",
        VideoState.Idle => $"{Source}: nobody watches",
        VideoState.Starting => $"{Source}: starting",
        VideoState.Running => $"{Source}: {Format}",
        _ when RetryIn == TimeSpan.Zero => $"{Source}: {Reason}; trying again",
        _ => $"{Source}: {Reason}; trying again in {RetryIn.TotalSeconds:F0} s",
    };
}
