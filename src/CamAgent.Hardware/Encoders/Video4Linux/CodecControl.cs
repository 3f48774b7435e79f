namespace CamAgent.Hardware.Encoders.Video4Linux;

/// <summary>V4L2_CID_MPEG_VIDEO_* (linux/v4l2-controls.h), where an H.264 encoder may have them.</summary>
internal static class CodecControl
{
    public const uint MinimumOutputBuffers = 0x0098_0900 + 40;

    public const uint BFrames = Base + 202;
    public const uint GopSize = Base + 203;
    public const uint BitrateMode = Base + 206;
    public const uint Bitrate = Base + 207;
    public const uint BitratePeak = Base + 208;
    public const uint FrameRateControl = Base + 215;
    public const uint HeaderMode = Base + 216;
    public const uint MultiSliceMode = Base + 221;
    public const uint RepeatSequenceHeader = Base + 226;
    public const uint ForceKeyFrame = Base + 229;
    public const uint AccessUnitDelimiter = Base + 231;
    public const uint MaximumQuantizer = Base + 354;
    public const uint IPeriod = Base + 358;
    public const uint Level = Base + 359;
    public const uint Profile = Base + 363;
    public const uint PrependParameterSets = Base + 644;

    /// <summary>V4L2_MPEG_VIDEO_HEADER_MODE_JOINED_WITH_1ST_FRAME.</summary>
    public const int HeaderModeJoined = 1;

    /// <summary>V4L2_MPEG_VIDEO_MULTI_SLICE_MODE_SINGLE.</summary>
    public const int SingleSlice = 0;

    private const uint Base = 0x0099_0900;
}
