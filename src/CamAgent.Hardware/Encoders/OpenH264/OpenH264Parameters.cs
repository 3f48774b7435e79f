using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Encoders.OpenH264;

/// <summary>The choices for live video to browsers, over OpenH264's defaults.</summary>
internal static class OpenH264Parameters
{
    private const int CameraRealTime = 0;
    private const int LowComplexity = 0;
    private const int ConstantIds = 0;
    private const int ProfileBaseline = 66;
    private const int UndefinedVideoFormat = 5;

    /// <summary>Each further thread needs a slice of its own. At 1080p two were measured no faster than one (6.6 ms on one x86-64 core) on
    /// two busy cores,
    /// with predicted pictures up to four times as large, which is what a low-latency link can bear least.</summary>
    private const int PixelsForOneThread = 1920 * 1088;

    public static void Fill(ref SEncParamExt parameters, VideoFormat format, ColorDescription color, EncoderSettings settings, byte level)
    {
        parameters.iUsageType = CameraRealTime;
        parameters.iPicWidth = format.Width;
        parameters.iPicHeight = format.Height;
        parameters.fMaxFrameRate = format.FrameRate;
        parameters.iTemporalLayerNum = 1;
        parameters.iSpatialLayerNum = 1;
        parameters.iComplexityMode = LowComplexity;
        parameters.uiIntraPeriod = (uint)Math.Clamp(Math.Round(settings.KeyFrameInterval.TotalSeconds * format.FrameRate), 0, 1_000_000);
        parameters.iNumRefFrame = 1;
        // Browsers lose pictures where the ids change from one IDR picture to the next.
        parameters.eSpsPpsIdStrategy = ConstantIds;
        parameters.iEntropyCodingModeFlag = 0;
        // An IDR picture comes when it is asked for or due, not when the light is switched on: it costs several pictures' bits.
        parameters.bEnableSceneChangeDetect = 0;
        // It takes what hardly changes for background and skips it: whatever moved over a calm wall leaves specks there until the next IDR.
        parameters.bEnableBackgroundDetection = 0;

        parameters.iRCMode = RateControlMode.Bitrate;
        parameters.iTargetBitrate = settings.BitsPerSecond;
        // Without skipping the quantiser's upper end is the rate's lower bound, and congestion control would aim at a rate that does not come.
        parameters.bEnableFrameSkip = 1;

        var threads = format.Width * format.Height <= PixelsForOneThread ? 1 : Math.Clamp(Environment.ProcessorCount, 1, 2);
        parameters.iMultipleThreadIdc = (ushort)threads;
        // Load balancing moves slice borders by measured time: the same pictures would not give the same stream.
        parameters.bUseLoadBalancing = 0;

        ref var layer = ref parameters.sSpatialLayers[0];
        layer.iVideoWidth = format.Width;
        layer.iVideoHeight = format.Height;
        layer.fFrameRate = format.FrameRate;
        layer.iSpatialBitrate = settings.BitsPerSecond;
        layer.uiProfileIdc = ProfileBaseline;
        layer.uiLevelIdc = level;
        layer.sSliceArgument.uiSliceMode = threads == 1 ? SliceMode.Single : SliceMode.FixedNumber;
        layer.sSliceArgument.uiSliceNum = (uint)threads;

        layer.bVideoSignalTypePresent = 1;
        layer.uiVideoFormat = UndefinedVideoFormat;
        layer.bFullRange = (byte)(color.IsFullRange ? 1 : 0);
        layer.bColorDescriptionPresent = 1;
        layer.uiColorPrimaries = color.Primaries;
        layer.uiTransferCharacteristics = color.Transfer;
        layer.uiColorMatrix = color.Matrix;
    }
}
