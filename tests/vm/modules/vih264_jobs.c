// SPDX-License-Identifier: GPL-2.0
/* One job of the memory-to-memory framework: an OUTPUT buffer becomes a CAPTURE buffer, or fails to as ordered. */
#include <linux/random.h>
#include <media/v4l2-event.h>
#include "vih264.h"

static const struct {
	u8 profile_idc, constraints;
} profiles[] = {
	[V4L2_MPEG_VIDEO_H264_PROFILE_BASELINE] = { 66, 0x00 },
	[V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_BASELINE] = { 66, 0xc0 },
	[V4L2_MPEG_VIDEO_H264_PROFILE_MAIN] = { 77, 0x40 },
	[V4L2_MPEG_VIDEO_H264_PROFILE_HIGH] = { 100, 0x00 },
};

/* In the menu's order, which has level 1b second: level_idc 11 with constraint_set3_flag, and 11 alone will do here. */
static const u8 levels[] = { 10, 11, 11, 12, 13, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51 };

static bool key_is_due(struct context *c)
{
	return !c->started || READ_ONCE(c->force_key) || (c->period && c->since_key >= c->period);
}

static void apply_controls(struct context *c)
{
	c->stream.profile_idc = profiles[c->profile].profile_idc;
	c->stream.constraints = profiles[c->profile].constraints;
	c->stream.level_idc = levels[c->level];
}

const struct v4l2_event vih264_eos = { .type = V4L2_EVENT_EOS };

/* Hands out a CAPTURE buffer; the last one of a drain says so and announces it. */
void vih264_deliver(struct context *c, struct vb2_v4l2_buffer *buffer, u32 size, bool last, enum vb2_buffer_state state)
{
	vb2_set_plane_payload(&buffer->vb2_buf, 0, size);
	buffer->field = V4L2_FIELD_NONE;
	buffer->sequence = c->capture_sequence++;
	buffer->flags &= ~V4L2_BUF_FLAG_LAST;
	if (last) {
		buffer->flags |= V4L2_BUF_FLAG_LAST;
		v4l2_m2m_mark_stopped(c->fh.m2m_ctx);
	}
	v4l2_m2m_buf_done(buffer, state);
	if (last)
		v4l2_event_queue_fh(&c->fh, &vih264_eos);
}

/* V4L2_MPEG_VIDEO_HEADER_MODE_SEPARATE: the parameter sets have a buffer of their own, ahead of the frame's. */
static void deliver_headers(struct context *c, struct vb2_v4l2_buffer *source)
{
	struct vb2_v4l2_buffer *target = v4l2_m2m_dst_buf_remove(c->fh.m2m_ctx);
	u8 *to = vb2_plane_vaddr(&target->vb2_buf, 0);
	u32 size = vih264_parameter_sets(&c->stream, to) - to;

	v4l2_m2m_buf_copy_metadata(source, target, true);
	target->flags &= ~(V4L2_BUF_FLAG_KEYFRAME | V4L2_BUF_FLAG_PFRAME | V4L2_BUF_FLAG_BFRAME);
	c->headers_due = false;
	c->headers_sent = true;
	vih264_deliver(c, target, size, false, VB2_BUF_STATE_DONE);
}

static u32 damage(u8 *at, u32 size, enum vih264_fault fault)
{
	switch (fault) {
	case FAULT_EMPTY:
		return 0;
	case FAULT_CORRUPT:
		get_random_bytes(at, size);
		return size;
	case FAULT_TORN:
		return size / 2;
	default:
		return size;
	}
}

static void encode(struct context *c)
{
	struct vb2_v4l2_buffer *source = v4l2_m2m_next_src_buf(c->fh.m2m_ctx), *target;
	bool key = key_is_due(c), last = v4l2_m2m_is_last_draining_src_buf(c->fh.m2m_ctx, source);
	enum vb2_buffer_state state = VB2_BUF_STATE_DONE;
	const u8 *from = vb2_plane_vaddr(&source->vb2_buf, 0);
	enum vih264_fault fault;
	u32 size = 0;
	u8 *to;

	apply_controls(c);
	if (key && !c->headers_sent && (!c->started || c->repeat_headers))
		c->headers_due = true;
	if (c->headers_due && c->separate_headers) {
		deliver_headers(c, source);
		return;
	}

	fault = vih264_next_fault();
	v4l2_m2m_src_buf_remove(c->fh.m2m_ctx);
	source->sequence = c->output_sequence++;
	if (fault == FAULT_FATAL) {
		v4l2_m2m_buf_done(source, VB2_BUF_STATE_ERROR);
		vb2_queue_error(v4l2_m2m_get_src_vq(c->fh.m2m_ctx));
		vb2_queue_error(v4l2_m2m_get_dst_vq(c->fh.m2m_ctx));
		return;
	}
	if (fault == FAULT_DROP && !last) {
		v4l2_m2m_buf_done(source, VB2_BUF_STATE_DONE);
		return;
	}

	target = v4l2_m2m_dst_buf_remove(c->fh.m2m_ctx);
	v4l2_m2m_buf_copy_metadata(source, target, true);
	if (fault == FAULT_BACKWARDS)
		target->vb2_buf.timestamp -= NSEC_PER_SEC;
	to = vb2_plane_vaddr(&target->vb2_buf, 0);
	if (fault == FAULT_ERROR || !from || !to || vb2_plane_size(&target->vb2_buf, 0) < vih264_coded_bound(c->width, c->height)) {
		state = VB2_BUF_STATE_ERROR;
	} else {
		if (key) {
			c->started = true;
			c->since_key = 0;
			c->headers_sent = false;
			WRITE_ONCE(c->force_key, false);
		}
		c->since_key++;
		size = vih264_encode_frame(c, from, to, vb2_plane_size(&target->vb2_buf, 0), key);
		size = damage(to, size, fault);
		target->flags &= ~(V4L2_BUF_FLAG_KEYFRAME | V4L2_BUF_FLAG_PFRAME | V4L2_BUF_FLAG_BFRAME);
		target->flags |= key ? V4L2_BUF_FLAG_KEYFRAME : V4L2_BUF_FLAG_PFRAME;
	}
	v4l2_m2m_buf_done(source, state);
	vih264_deliver(c, target, size, last, state);
}

void vih264_work(struct work_struct *item)
{
	struct context *c = container_of(to_delayed_work(item), struct context, work);

	encode(c);
	v4l2_m2m_job_finish(c->encoder->m2m, c->fh.m2m_ctx);
}

static void device_run(void *priv)
{
	struct context *c = priv;

	queue_delayed_work(system_wq, &c->work, msecs_to_jiffies(vih264_milliseconds));
}

static int job_ready(void *priv)
{
	struct context *c = priv;

	if (vih264_fault() == FAULT_HANG)
		return 0;
	return c->fh.m2m_ctx->is_draining || v4l2_m2m_num_src_bufs_ready(c->fh.m2m_ctx) > vih264_delay;
}

const struct v4l2_m2m_ops vih264_m2m_ops = { .device_run = device_run, .job_ready = job_ready };
