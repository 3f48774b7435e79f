/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The bit stream of the virtual encoder: H.264 that every decoder reads, made without transform or prediction. A macroblock is either coded as
 * its samples (I_PCM) or skipped, so a decoded picture is equal, sample by sample, to what was last coded (only 0 becomes 1).
 */
#pragma once
#include <linux/math.h>
#include <linux/types.h>

/* One macroblock's samples in the order of ITU-T H.264 §7.3.5: luma, then Cb, then Cr. */
#define MACROBLOCK_SAMPLES (16 * 16 + 2 * 8 * 8)
/* With mb_type, mb_skip_run and the alignment before the samples. */
#define MACROBLOCK_BYTES (MACROBLOCK_SAMPLES + 8)
/* Parameter sets, slice header and trailing bits, generously. */
#define PICTURE_OVERHEAD 128
#define FILLER_OVERHEAD 6

struct vih264_stream {
	u32 width, height;
	u8 profile_idc, constraints, level_idc;
	/* What was last coded, macroblock by macroblock, and which macroblocks of this picture are to be coded. */
	u8 *reference;
	unsigned long *coded;
	u32 frame_num, idr_pic_id;
};

static inline u32 vih264_columns(const struct vih264_stream *stream)
{
	return DIV_ROUND_UP(stream->width, 16);
}

static inline u32 vih264_macroblocks(const struct vih264_stream *stream)
{
	return vih264_columns(stream) * DIV_ROUND_UP(stream->height, 16);
}

/* Each writes at `to`, in Annex B, and returns where it ended. */
u8 *vih264_parameter_sets(const struct vih264_stream *stream, u8 *to);
u8 *vih264_picture(struct vih264_stream *stream, bool key, u8 *to);
u8 *vih264_filler(u8 *to, u32 bytes);
