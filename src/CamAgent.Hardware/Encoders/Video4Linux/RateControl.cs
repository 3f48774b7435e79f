namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>How an encoder keeps to its bitrate; numbers of enum v4l2_mpeg_video_bitrate_mode.</summary>
public enum RateControl
{
    /// <summary>On the average: a calm picture takes less, a moving one more for a while.</summary>
    Variable = 0,

    /// <summary>Always. Encoders may fill up with bytes that say nothing; those are taken out again.</summary>
    Constant = 1,
}
