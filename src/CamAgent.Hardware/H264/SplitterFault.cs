namespace CamAgent.Hardware.H264;

/// <summary>Why a byte stream cannot be split any further.</summary>
public enum SplitterFault
{
    None = 0,

    /// <summary>Many bytes without a start code: this is no Annex B stream.</summary>
    NoStartCode,

    /// <summary>Header bytes with forbidden_zero_bit set (ITU-T H.264 §7.4.1): start codes by chance, in something else.</summary>
    InvalidNalUnit,

    /// <summary>An access unit that outgrows every picture a camera gives.</summary>
    AccessUnitTooLong,
}
