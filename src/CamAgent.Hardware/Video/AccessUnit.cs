namespace CamAgent.Hardware.Video;

/// <summary>One coded picture: H.264 in Annex B form (ITU-T H.264 Annex B), with SPS and PPS before every IDR. Valid only during the call
/// that hands it over.</summary>
/// <param name="data">NAL units, each behind a start code.</param>
/// <param name="captureTimestamp">When the picture was taken, in <see cref="TimeProvider.GetTimestamp"/> ticks.</param>
/// <param name="isKeyFrame">The access unit holds an IDR picture.</param>
public readonly ref struct AccessUnit(ReadOnlySpan<byte> data, long captureTimestamp, bool isKeyFrame)
{
    public ReadOnlySpan<byte> Data { get; } = data;

    public long CaptureTimestamp { get; } = captureTimestamp;

    public bool IsKeyFrame { get; } = isKeyFrame;
}

/// <summary>Takes one access unit, on the capture thread; what it keeps it copies.</summary>
public delegate void AccessUnitHandler(AccessUnit unit);
