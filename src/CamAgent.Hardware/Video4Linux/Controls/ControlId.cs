namespace CamAgent.Hardware.Video4Linux.Controls;

/// <summary>V4L2_CID_* (linux/v4l2-controls.h), as far as they are named here.</summary>
internal static class ControlId
{
    public const uint Brightness = 0x0098_0900;
    public const uint Contrast = 0x0098_0901;
    public const uint Saturation = 0x0098_0902;
    public const uint Hue = 0x0098_0903;
    public const uint AutoWhiteBalance = 0x0098_090C;
    public const uint DoWhiteBalance = 0x0098_090D;
    public const uint RedBalance = 0x0098_090E;
    public const uint BlueBalance = 0x0098_090F;
    public const uint Gamma = 0x0098_0910;
    public const uint Exposure = 0x0098_0911;
    public const uint AutoGain = 0x0098_0912;
    public const uint Gain = 0x0098_0913;
    public const uint HorizontalFlip = 0x0098_0914;
    public const uint VerticalFlip = 0x0098_0915;
    public const uint PowerLineFrequency = 0x0098_0918;
    public const uint WhiteBalanceTemperature = 0x0098_091A;
    public const uint Sharpness = 0x0098_091B;
    public const uint BacklightCompensation = 0x0098_091C;
    public const uint Rotate = 0x0098_0922;
    public const uint MinimumBuffersForCapture = 0x0098_0927;
    public const uint MinimumBuffersForOutput = 0x0098_0928;
    public const uint RepeatSequenceHeader = 0x0099_09E2;
    public const uint Bitrate = 0x0099_09CF;
    public const uint ForceKeyFrame = 0x0099_09E5;
    public const uint H264IntraPeriod = 0x0099_0A66;
    public const uint ExposureAuto = 0x009A_0901;
    public const uint ExposureAbsolute = 0x009A_0902;
    public const uint ExposureAutoPriority = 0x009A_0903;
    public const uint PanAbsolute = 0x009A_0908;
    public const uint TiltAbsolute = 0x009A_0909;
    public const uint FocusAbsolute = 0x009A_090A;
    public const uint FocusAuto = 0x009A_090C;
    public const uint ZoomAbsolute = 0x009A_090D;
    public const uint AutoExposureBias = 0x009A_0913;
    public const uint WideDynamicRange = 0x009A_0915;
    public const uint ImageStabilization = 0x009A_0916;
    public const uint IsoSensitivity = 0x009A_0917;
    public const uint AutoFocusStart = 0x009A_091C;
    public const uint AnalogueGain = 0x009E_0903;

    /// <summary>V4L2_CTRL_CLASS_CODEC: an encoder's, not a camera's.</summary>
    public const uint CodecClass = 0x0099_0000;

    /// <summary>V4L2_CTRL_CLASS_CODEC_STATELESS.</summary>
    public const uint StatelessCodecClass = 0x00A4_0000;

    /// <summary>V4L2_CTRL_ID2CLASS.</summary>
    public static uint Class(uint id) => id & 0x0FFF_0000;
}
