namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>The profiles of live video to browsers; numbers of enum v4l2_mpeg_video_h264_profile.</summary>
public enum H264Profile
{
    Baseline = 0,

    /// <summary>What every browser decodes, and what they offer first.</summary>
    ConstrainedBaseline = 1,

    Main = 2,
    High = 4,
}
