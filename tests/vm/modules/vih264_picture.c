// SPDX-License-Identifier: GPL-2.0
/* From a picture to a frame of the bit stream: which macroblocks are coded, and what they hold. */
#include <linux/bitmap.h>
#include <linux/math64.h>
#include "vih264.h"

static void gather_luma(const struct context *c, const u8 *picture, u32 column, u32 row, u8 *to)
{
	for (u32 y = 0; y < 16; y++) {
		const u8 *line = picture + min(row * 16 + y, c->height - 1) * c->stride;

		for (u32 x = 0; x < 16; x++)
			*to++ = line[min(column * 16 + x, c->width - 1) * c->raw->luma_step] ?: 1;
	}
}

static void gather_chroma(const struct context *c, const u8 *plane, u32 stride, u32 column, u32 row, u8 *to)
{
	for (u32 y = 0; y < 8; y++) {
		const u8 *line = plane + min(row * 8 + y, c->height / 2 - 1) * c->raw->chroma_lines * stride;

		for (u32 x = 0; x < 8; x++)
			*to++ = line[min(column * 8 + x, c->width / 2 - 1) * c->raw->chroma_step] ?: 1;
	}
}

/* A macroblock's samples; past the picture's edge, the last ones repeat. */
static void gather(const struct context *c, const u8 *picture, u32 index, u8 *to)
{
	u32 column = index % vih264_columns(&c->stream), row = index / vih264_columns(&c->stream);
	const u8 *chroma = picture + c->stride * c->height, *cb, *cr;
	u32 stride = c->stride;

	switch (c->raw->pixelformat) {
	case V4L2_PIX_FMT_NV12:
		cb = chroma;
		cr = chroma + 1;
		break;
	case V4L2_PIX_FMT_YUYV:
		cb = picture + 1;
		cr = picture + 3;
		break;
	default:
		stride /= 2;
		cb = chroma;
		cr = chroma + stride * (c->height / 2);
	}
	gather_luma(c, picture, column, row, to);
	gather_chroma(c, cb, stride, column, row, to + 256);
	gather_chroma(c, cr, stride, column, row, to + 256 + 64);
}

/* Marks the macroblocks to be coded: those that changed, as many as the bytes pay for, going on where the last frame stopped. */
static void choose(struct context *c, const u8 *picture, u32 bytes)
{
	u32 count = vih264_macroblocks(&c->stream), seen;
	u8 samples[MACROBLOCK_SAMPLES];

	bitmap_zero(c->stream.coded, count);
	for (seen = 0; seen < count && bytes >= MACROBLOCK_BYTES; seen++) {
		u8 *reference = c->stream.reference + c->cursor * MACROBLOCK_SAMPLES;

		gather(c, picture, c->cursor, samples);
		if (memcmp(reference, samples, sizeof(samples))) {
			memcpy(reference, samples, sizeof(samples));
			__set_bit(c->cursor, c->stream.coded);
			bytes -= MACROBLOCK_BYTES;
		}
		c->cursor = (c->cursor + 1) % count;
	}
}

static u32 frame_budget(const struct context *c)
{
	u64 bytes = (u64)c->bitrate / 8 * c->interval.numerator;

	do_div(bytes, c->interval.denominator);
	return min_t(u64, bytes, c->coded_size);
}

u32 vih264_encode_frame(struct context *c, const u8 *picture, u8 *to, u32 room, bool key)
{
	u32 count = vih264_macroblocks(&c->stream), budget = min(frame_budget(c), room), size;
	u8 *at = to;

	if (key) {
		for (u32 i = 0; i < count; i++)
			gather(c, picture, i, c->stream.reference + i * MACROBLOCK_SAMPLES);
		if (!c->separate_headers && c->headers_due)
			at = vih264_parameter_sets(&c->stream, at);
		c->headers_due = false;
	} else {
		choose(c, picture, budget > PICTURE_OVERHEAD ? budget - PICTURE_OVERHEAD : 0);
	}
	at = vih264_picture(&c->stream, key, at);
	size = at - to;
	if (c->constant && size + FILLER_OVERHEAD < budget)
		at = vih264_filler(at, budget - size);
	return at - to;
}
