namespace CamAgent.WebRtc.Rtp;

/// <summary>The type in a NAL unit's first byte: ITU-T H.264 table 7-1, and above 23 the packet types of RFC 6184 table 1.</summary>
public enum NalUnitType : byte
{
    Unspecified = 0,
    NonIdrSlice = 1,
    IdrSlice = 5,
    SupplementalEnhancementInformation = 6,
    SequenceParameterSet = 7,
    PictureParameterSet = 8,
    AccessUnitDelimiter = 9,
    EndOfSequence = 10,
    EndOfStream = 11,
    FillerData = 12,
    LastOfH264 = 23,
    StapA = 24,
    FuA = 28,
}
