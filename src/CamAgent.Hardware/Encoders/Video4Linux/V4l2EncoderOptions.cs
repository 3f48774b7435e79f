namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>What can be chosen beside <see cref="Video.EncoderSettings"/>.</summary>
public sealed record V4l2EncoderOptions
{
    /// <summary>The best profile wanted. Where the device does not have it, a simpler one is taken, or else what it has.</summary>
    public H264Profile Profile { get; init; } = H264Profile.ConstrainedBaseline;

    public RateControl RateControl { get; init; } = RateControl.Variable;

    /// <summary>Let the encoder read the camera's memory where both devices can. False copies each picture.</summary>
    public bool AllowDmaBuf { get; init; } = true;
}
