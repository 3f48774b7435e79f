using System.Runtime.CompilerServices;

namespace CamAgent.Hardware.Encoders.OpenH264;

// The structures of OpenH264's codec_app_def.h and codec_def.h with their own names, so that a test can hold each offset against the C compiler's.
// Sequential layout follows C's rules for 32 and 64 bits alike; C's bool is a byte, its enumerations are ints.

internal struct OpenH264Version
{
    public uint uMajor;
    public uint uMinor;
    public uint uRevision;
    public uint uReserved;
}

internal struct SSliceArgument
{
    /// <summary>MAX_SLICES_NUM_TMP.</summary>
    public const int MaximumSlices = 35;

    public SliceMode uiSliceMode;
    public uint uiSliceNum;
    public SliceCounts uiSliceMbNum;
    public uint uiSliceSizeConstraint;

    [InlineArray(MaximumSlices)]
    public struct SliceCounts
    {
        private uint _first;
    }
}

internal enum SliceMode
{
    Single = 0,
    FixedNumber = 1,
}

internal struct SSpatialLayerConfig
{
    public int iVideoWidth;
    public int iVideoHeight;
    public float fFrameRate;
    public int iSpatialBitrate;
    public int iMaxSpatialBitrate;
    public int uiProfileIdc;
    public int uiLevelIdc;
    public int iDLayerQp;
    public SSliceArgument sSliceArgument;
    public byte bVideoSignalTypePresent;
    public byte uiVideoFormat;
    public byte bFullRange;
    public byte bColorDescriptionPresent;
    public byte uiColorPrimaries;
    public byte uiTransferCharacteristics;
    public byte uiColorMatrix;
    public byte bAspectRatioPresent;
    public int eAspectRatio;
    public ushort sAspectRatioExtWidth;
    public ushort sAspectRatioExtHeight;
}

internal struct SEncParamExt
{
    public int iUsageType;
    public int iPicWidth;
    public int iPicHeight;
    public int iTargetBitrate;
    public RateControlMode iRCMode;
    public float fMaxFrameRate;
    public int iTemporalLayerNum;
    public int iSpatialLayerNum;
    public Layers sSpatialLayers;
    public int iComplexityMode;
    public uint uiIntraPeriod;
    public int iNumRefFrame;
    public int eSpsPpsIdStrategy;
    public byte bPrefixNalAddingCtrl;
    public byte bEnableSSEI;
    public byte bSimulcastAVC;
    public int iPaddingFlag;
    public int iEntropyCodingModeFlag;
    public byte bEnableFrameSkip;
    public int iMaxBitrate;
    public int iMaxQp;
    public int iMinQp;
    public uint uiMaxNalSize;
    public byte bEnableLongTermReference;
    public int iLTRRefNum;
    public uint iLtrMarkPeriod;
    public ushort iMultipleThreadIdc;
    public byte bUseLoadBalancing;
    public int iLoopFilterDisableIdc;
    public int iLoopFilterAlphaC0Offset;
    public int iLoopFilterBetaOffset;
    public byte bEnableDenoise;
    public byte bEnableBackgroundDetection;
    public byte bEnableAdaptiveQuant;
    public byte bEnableFrameCroppingFlag;
    public byte bEnableSceneChangeDetect;
    public byte bIsLosslessLink;
    public byte bFixRCOverShoot;
    public int iIdrBitrateRatio;

    /// <summary>MAX_SPATIAL_LAYER_NUM.</summary>
    [InlineArray(4)]
    public struct Layers
    {
        private SSpatialLayerConfig _first;
    }
}

internal enum RateControlMode
{
    Quality = 0,
    Bitrate = 1,
    Off = -1,
}

internal struct SSourcePicture
{
    /// <summary>videoFormatI420.</summary>
    public const int I420 = 23;

    public int iColorFormat;
    public Strides iStride;
    public Planes pData;
    public int iPicWidth;
    public int iPicHeight;
    public long uiTimeStamp;

    [InlineArray(4)]
    public struct Strides
    {
        private int _first;
    }

    [InlineArray(4)]
    public struct Planes
    {
        private nint _first;
    }
}

/// <summary>As soname 7 has it. From soname 8 on three floats follow (a picture's PSNR): see <see cref="OpenH264Library.LayerStride"/>.</summary>
internal struct SLayerBSInfo
{
    public byte uiTemporalId;
    public byte uiSpatialId;
    public byte uiQualityId;
    public int eFrameType;
    public byte uiLayerType;
    public int iSubSeqId;
    public int iNalCount;
    public nint pNalLengthInByte;
    public nint pBsBuf;
}

/// <summary>What follows the layers in SFrameBSInfo.</summary>
internal struct FrameTrailer
{
    public FrameType eFrameType;
    public int iFrameSizeInBytes;
    public long uiTimeStamp;
}

internal enum FrameType
{
    Invalid = 0,
    Idr = 1,
    Intra = 2,
    Predicted = 3,
    Skip = 4,
    Mixed = 5,
}

internal struct SBitrateInfo
{
    /// <summary>SPATIAL_LAYER_ALL.</summary>
    public const int AllLayers = 4;

    public int iLayer;
    public int iBitrate;
}

internal enum EncoderOption
{
    Bitrate = 5,
    TraceLevel = 25,
}
