namespace CamAgent.WebRtc.Rtp;

/// <summary>The one-byte NAL unit header: forbidden_zero_bit, nal_ref_idc, nal_unit_type (ITU-T H.264 §7.3.1).</summary>
internal static class NalUnit
{
    internal const byte TypeMask = 0x1F;
    internal const byte ReferenceMask = 0x60;
    internal const byte ForbiddenBit = 0x80;

    internal static NalUnitType TypeOf(byte header) => (NalUnitType)(header & TypeMask);
}
