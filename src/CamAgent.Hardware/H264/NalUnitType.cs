namespace CamAgent.Hardware.H264;

/// <summary>nal_unit_type, the low five bits of a NAL unit's first byte (ITU-T H.264 table 7-1).</summary>
public enum NalUnitType : byte
{
    Unspecified = 0,
    Slice = 1,
    DataPartitionA = 2,
    DataPartitionB = 3,
    DataPartitionC = 4,
    IdrSlice = 5,
    SupplementalEnhancement = 6,
    SequenceParameterSet = 7,
    PictureParameterSet = 8,
    AccessUnitDelimiter = 9,
    EndOfSequence = 10,
    EndOfStream = 11,
    FillerData = 12,
}
