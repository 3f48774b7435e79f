using CamAgent.Hardware.H264;
using CamAgent.Hardware.Video;

namespace CamAgent.Hardware.Encoders.Lossless;

/// <summary>SPS and PPS of the lossless encoder (ITU-T H.264 §7.3.2.1.1, §7.3.2.2, §E.1.1): constrained baseline, one reference, no reordering.</summary>
internal sealed class LosslessParameterSets(VideoFormat format, ColorDescription color, byte level)
{
    /// <summary>log2_max_frame_num.</summary>
    public const int FrameNumberBits = 8;

    public const uint FrameNumberMask = (1 << FrameNumberBits) - 1;

    // constraint_set0 to 2: a baseline, main and extended decoder reads it (§A.2).
    private const byte Constraints = 0xE0;

    public void Write(RbspWriter writer)
    {
        WriteSequence(writer);
        WritePicture(writer);
    }

    private void WriteSequence(RbspWriter writer)
    {
        var (columns, rows) = ((format.Width + 15) / 16, (format.Height + 15) / 16);
        writer.Begin(NalUnitType.SequenceParameterSet, referenceIdc: 3);
        writer.Bits(66, 8);
        writer.Bits(Constraints, 8);
        writer.Bits(level, 8);
        // seq_parameter_set_id, log2_max_frame_num_minus4, pic_order_cnt_type 2: output in the order of decoding.
        writer.Unsigned(0);
        writer.Unsigned(FrameNumberBits - 4);
        writer.Unsigned(2);
        // max_num_ref_frames, gaps_in_frame_num_value_allowed_flag
        writer.Unsigned(1);
        writer.Flag(false);
        writer.Unsigned((uint)columns - 1);
        writer.Unsigned((uint)rows - 1);
        // frame_mbs_only_flag, direct_8x8_inference_flag
        writer.Flag(true);
        writer.Flag(true);
        WriteCropping(writer, (columns * 16) - format.Width, (rows * 16) - format.Height);
        WriteUsability(writer);
        writer.End();
    }

    /// <summary>Counted in chroma samples (table 6-1).</summary>
    private static void WriteCropping(RbspWriter writer, int right, int bottom)
    {
        var isCropped = (right | bottom) != 0;
        writer.Flag(isCropped);
        if (!isCropped)
            return;
        writer.Unsigned(0);
        writer.Unsigned((uint)right / 2);
        writer.Unsigned(0);
        writer.Unsigned((uint)bottom / 2);
    }

    private void WriteUsability(RbspWriter writer)
    {
        writer.Flag(true);
        // aspect_ratio_info_present_flag, overscan_info_present_flag
        writer.Flag(false);
        writer.Flag(false);
        // video_signal_type_present_flag, video_format 5 (unspecified)
        writer.Flag(true);
        writer.Bits(5, 3);
        writer.Flag(color.IsFullRange);
        writer.Flag(true);
        writer.Bits(color.Primaries, 8);
        writer.Bits(color.Transfer, 8);
        writer.Bits(color.Matrix, 8);
        // chroma_loc_info, timing_info, nal_hrd, vcl_hrd, pic_struct
        for (var i = 0; i < 5; i++)
            writer.Flag(false);
        // bitstream_restriction_flag: a decoder that knows that nothing is reordered shows each picture at once.
        writer.Flag(true);
        writer.Flag(true);
        // max_bytes_per_pic_denom and max_bits_per_mb_denom 0: no limit; both log2_max_mv_length; max_num_reorder_frames; max_dec_frame_buffering
        writer.Unsigned(0);
        writer.Unsigned(0);
        writer.Unsigned(0);
        writer.Unsigned(0);
        writer.Unsigned(0);
        writer.Unsigned(1);
    }

    private static void WritePicture(RbspWriter writer)
    {
        writer.Begin(NalUnitType.PictureParameterSet, referenceIdc: 3);
        // pic_parameter_set_id, seq_parameter_set_id, entropy_coding_mode_flag (CAVLC), bottom_field_pic_order_in_frame_present_flag
        writer.Unsigned(0);
        writer.Unsigned(0);
        writer.Flag(false);
        writer.Flag(false);
        // num_slice_groups_minus1, num_ref_idx_l0 and l1_default_active_minus1, weighted_pred_flag, weighted_bipred_idc
        writer.Unsigned(0);
        writer.Unsigned(0);
        writer.Unsigned(0);
        writer.Flag(false);
        writer.Bits(0, 2);
        // pic_init_qp_minus26, pic_init_qs_minus26, chroma_qp_index_offset
        writer.Signed(0);
        writer.Signed(0);
        writer.Signed(0);
        // deblocking_filter_control_present_flag, constrained_intra_pred_flag, redundant_pic_cnt_present_flag
        writer.Flag(true);
        writer.Flag(false);
        writer.Flag(false);
        writer.End();
    }
}
