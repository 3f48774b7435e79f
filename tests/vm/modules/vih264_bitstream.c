// SPDX-License-Identifier: GPL-2.0
/* Clauses are of ITU-T H.264 (08/2021). */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/string.h>
#include "vih264_bitstream.h"

/* Table 7-1: nal_unit_type, with nal_ref_idc above it. */
#define NAL_SLICE 0x41
#define NAL_SLICE_IDR 0x65
#define NAL_SPS 0x67
#define NAL_PPS 0x68
#define NAL_FILLER 0x0c

/* Tables 7-11 and 7-13: in a P slice, intra macroblock types follow five inter ones. */
#define MB_TYPE_I_PCM 25
#define P_MB_TYPES 5
/* Table 7-6: every slice of the picture is of this type. */
#define SLICE_P_ALL 5
#define SLICE_I_ALL 7

#define LOG2_MAX_FRAME_NUM 8

struct writer {
	u8 *at;
	u8 bits;
	int used;
	int zeros;
};

/* §7.4.1.1: emulation prevention. */
static void put_byte(struct writer *w, u8 byte)
{
	if (w->zeros == 2 && byte <= 3) {
		*w->at++ = 3;
		w->zeros = 0;
	}
	*w->at++ = byte;
	w->zeros = byte ? 0 : w->zeros + 1;
}

static void put(struct writer *w, int count, u32 value)
{
	while (count--) {
		w->bits = w->bits << 1 | ((value >> count) & 1);
		if (++w->used == 8) {
			put_byte(w, w->bits);
			w->used = 0;
		}
	}
}

static void put_ue(struct writer *w, u32 value)
{
	int length = fls(value + 1);

	put(w, length - 1, 0);
	put(w, length, value + 1);
}

static void align(struct writer *w)
{
	while (w->used)
		put(w, 1, 0);
}

static struct writer begin(u8 *to, u8 header)
{
	static const u8 start_code[] = { 0, 0, 0, 1 };

	memcpy(to, start_code, sizeof(start_code));
	to[4] = header;
	return (struct writer){ .at = to + 5 };
}

static u8 *end(struct writer *w)
{
	put(w, 1, 1); /* rbsp_stop_one_bit */
	align(w);
	return w->at;
}

static u8 *sequence_parameter_set(const struct vih264_stream *stream, u8 *to)
{
	u32 columns = vih264_columns(stream), rows = vih264_macroblocks(stream) / columns;
	bool cropped = columns * 16 != stream->width || rows * 16 != stream->height;
	struct writer w = begin(to, NAL_SPS);

	put(&w, 8, stream->profile_idc);
	put(&w, 8, stream->constraints);
	put(&w, 8, stream->level_idc);
	put_ue(&w, 0); /* seq_parameter_set_id */
	if (stream->profile_idc == 100) {
		put_ue(&w, 1); /* chroma_format_idc: 4:2:0 */
		put_ue(&w, 0); /* bit_depth_luma_minus8 */
		put_ue(&w, 0); /* bit_depth_chroma_minus8 */
		put(&w, 2, 0); /* no lossless bypass, no scaling matrix */
	}
	put_ue(&w, LOG2_MAX_FRAME_NUM - 4);
	put_ue(&w, 2); /* pic_order_cnt_type: output order is decoding order */
	put_ue(&w, 1); /* max_num_ref_frames */
	put(&w, 1, 0); /* no gaps in frame_num */
	put_ue(&w, columns - 1);
	put_ue(&w, rows - 1);
	put(&w, 1, 1); /* frame_mbs_only_flag */
	put(&w, 1, 1); /* direct_8x8_inference_flag */
	put(&w, 1, cropped);
	if (cropped) {
		/* In units of two samples, §7.4.2.1.1. */
		put_ue(&w, 0);
		put_ue(&w, (columns * 16 - stream->width) / 2);
		put_ue(&w, 0);
		put_ue(&w, (rows * 16 - stream->height) / 2);
	}
	put(&w, 1, 0); /* no VUI */
	return end(&w);
}

static u8 *picture_parameter_set(u8 *to)
{
	struct writer w = begin(to, NAL_PPS);

	put_ue(&w, 0); /* pic_parameter_set_id */
	put_ue(&w, 0); /* seq_parameter_set_id */
	put(&w, 1, 0); /* CAVLC */
	put(&w, 1, 0); /* no field order in the slice header */
	put_ue(&w, 0); /* one slice group */
	put_ue(&w, 0); /* num_ref_idx_l0_default_active_minus1 */
	put_ue(&w, 0); /* num_ref_idx_l1_default_active_minus1 */
	put(&w, 3, 0); /* no weighted prediction (1 + 2 bits) */
	put_ue(&w, 0); /* pic_init_qp: 26 */
	put_ue(&w, 0); /* pic_init_qs: 26 */
	put_ue(&w, 0); /* chroma_qp_index_offset */
	put(&w, 1, 1); /* deblocking_filter_control_present_flag */
	put(&w, 2, 0); /* no constrained intra prediction, no redundant pictures */
	return end(&w);
}

u8 *vih264_parameter_sets(const struct vih264_stream *stream, u8 *to)
{
	return picture_parameter_set(sequence_parameter_set(stream, to));
}

/* §7.3.3. The deblocking filter is off: it would change samples at the edges of what is coded. */
static void slice_header(struct writer *w, const struct vih264_stream *stream, bool key)
{
	put_ue(w, 0); /* first_mb_in_slice */
	put_ue(w, key ? SLICE_I_ALL : SLICE_P_ALL);
	put_ue(w, 0); /* pic_parameter_set_id */
	put(w, LOG2_MAX_FRAME_NUM, stream->frame_num & (BIT(LOG2_MAX_FRAME_NUM) - 1));
	if (key) {
		put_ue(w, stream->idr_pic_id);
		put(w, 2, 0); /* no_output_of_prior_pics_flag, long_term_reference_flag */
	} else {
		put(w, 3, 0); /* one reference, in its usual place; no marking */
	}
	put_ue(w, 0); /* slice_qp_delta: 0 */
	put_ue(w, 1); /* disable_deblocking_filter_idc */
}

/* §7.3.5: the samples as they are. None of them is 0, so nothing in them looks like a start code. */
static void macroblock(struct writer *w, const u8 *samples, u32 type)
{
	put_ue(w, type);
	align(w);
	memcpy(w->at, samples, MACROBLOCK_SAMPLES);
	w->at += MACROBLOCK_SAMPLES;
	w->zeros = 0;
}

u8 *vih264_picture(struct vih264_stream *stream, bool key, u8 *to)
{
	u32 count = vih264_macroblocks(stream), next = 0, index;
	struct writer w;

	if (key) {
		stream->frame_num = 0;
		stream->idr_pic_id ^= 1; /* §7.4.3: two in a row differ */
	}
	w = begin(to, key ? NAL_SLICE_IDR : NAL_SLICE);
	slice_header(&w, stream, key);
	stream->frame_num++;

	if (key) {
		for (index = 0; index < count; index++)
			macroblock(&w, stream->reference + index * MACROBLOCK_SAMPLES, MB_TYPE_I_PCM);
		return end(&w);
	}

	for_each_set_bit(index, stream->coded, count) {
		put_ue(&w, index - next); /* mb_skip_run */
		macroblock(&w, stream->reference + index * MACROBLOCK_SAMPLES, P_MB_TYPES + MB_TYPE_I_PCM);
		next = index + 1;
	}
	if (next < count)
		put_ue(&w, count - next);
	return end(&w);
}

/* §7.3.2.7: bytes that mean nothing, to fill a constant bit rate. */
u8 *vih264_filler(u8 *to, u32 bytes)
{
	struct writer w = begin(to, NAL_FILLER);

	memset(w.at, 0xff, bytes - FILLER_OVERHEAD);
	w.at += bytes - FILLER_OVERHEAD;
	return end(&w);
}
