// SPDX-License-Identifier: GPL-2.0
/* The controls of a Pi's encoder, and those of others that mean the same. */
#include "vih264.h"

static int s_ctrl(struct v4l2_ctrl *control)
{
	struct context *c = container_of(control->handler, struct context, controls);

	switch (control->id) {
	case V4L2_CID_MPEG_VIDEO_BITRATE:
		c->bitrate = control->val;
		break;
	case V4L2_CID_MPEG_VIDEO_BITRATE_MODE:
		c->constant = control->val == V4L2_MPEG_VIDEO_BITRATE_MODE_CBR;
		break;
	case V4L2_CID_MPEG_VIDEO_HEADER_MODE:
		c->separate_headers = control->val == V4L2_MPEG_VIDEO_HEADER_MODE_SEPARATE;
		break;
	case V4L2_CID_MPEG_VIDEO_REPEAT_SEQ_HEADER:
	case V4L2_CID_MPEG_VIDEO_PREPEND_SPSPPS_TO_IDR:
		c->repeat_headers = control->val;
		break;
	case V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME:
		WRITE_ONCE(c->force_key, true);
		break;
	case V4L2_CID_MPEG_VIDEO_GOP_SIZE:
	case V4L2_CID_MPEG_VIDEO_H264_I_PERIOD:
		c->period = control->val;
		break;
	case V4L2_CID_MPEG_VIDEO_H264_PROFILE:
		c->profile = control->val;
		break;
	case V4L2_CID_MPEG_VIDEO_H264_LEVEL:
		c->level = control->val;
		break;
	}
	return 0;
}

static const struct v4l2_ctrl_ops control_ops = { .s_ctrl = s_ctrl };

static void add_number(struct context *c, u32 id, s64 least, s64 most, s64 value)
{
	if (!vih264_lacks(id))
		v4l2_ctrl_new_std(&c->controls, &control_ops, id, least, most, 1, value);
}

static void add_menu(struct context *c, u32 id, u8 most, u64 without, u8 value)
{
	if (!vih264_lacks(id))
		v4l2_ctrl_new_std_menu(&c->controls, &control_ops, id, most, without, value);
}

int vih264_init_controls(struct context *c)
{
	/* What controls set below; of those that it lacks, what it goes by. */
	c->bitrate = 10000000;
	c->period = 60;
	c->profile = V4L2_MPEG_VIDEO_H264_PROFILE_HIGH;
	c->level = V4L2_MPEG_VIDEO_H264_LEVEL_4_0;

	v4l2_ctrl_handler_init(&c->controls, 16);
	add_number(c, V4L2_CID_MPEG_VIDEO_BITRATE, 25000, 25000000, 10000000);
	add_menu(c, V4L2_CID_MPEG_VIDEO_BITRATE_MODE, V4L2_MPEG_VIDEO_BITRATE_MODE_CBR, 0, V4L2_MPEG_VIDEO_BITRATE_MODE_VBR);
	add_menu(c, V4L2_CID_MPEG_VIDEO_HEADER_MODE, V4L2_MPEG_VIDEO_HEADER_MODE_JOINED_WITH_1ST_FRAME, 0,
		 V4L2_MPEG_VIDEO_HEADER_MODE_JOINED_WITH_1ST_FRAME);
	add_number(c, V4L2_CID_MPEG_VIDEO_REPEAT_SEQ_HEADER, 0, 1, 0);
	add_number(c, V4L2_CID_MPEG_VIDEO_PREPEND_SPSPPS_TO_IDR, 0, 1, 0);
	add_number(c, V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME, 0, 0, 0);
	add_number(c, V4L2_CID_MPEG_VIDEO_GOP_SIZE, 0, 0x7fffffff, 60);
	add_number(c, V4L2_CID_MPEG_VIDEO_H264_I_PERIOD, 0, 0x7fffffff, 60);
	add_number(c, V4L2_CID_MPEG_VIDEO_B_FRAMES, 0, 0, 0);
	add_number(c, V4L2_CID_MPEG_VIDEO_H264_MIN_QP, 0, 51, 20);
	add_number(c, V4L2_CID_MPEG_VIDEO_H264_MAX_QP, 0, 51, 51);
	add_number(c, V4L2_CID_MIN_BUFFERS_FOR_OUTPUT, 1, 32, 1 + vih264_delay);
	add_menu(c, V4L2_CID_MPEG_VIDEO_H264_PROFILE, V4L2_MPEG_VIDEO_H264_PROFILE_HIGH, BIT(V4L2_MPEG_VIDEO_H264_PROFILE_EXTENDED),
		 V4L2_MPEG_VIDEO_H264_PROFILE_HIGH);
	add_menu(c, V4L2_CID_MPEG_VIDEO_H264_LEVEL, V4L2_MPEG_VIDEO_H264_LEVEL_5_1, 0, V4L2_MPEG_VIDEO_H264_LEVEL_4_0);
	c->fh.ctrl_handler = &c->controls;
	return c->controls.error ?: v4l2_ctrl_handler_setup(&c->controls);
}
