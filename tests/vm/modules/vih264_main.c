// SPDX-License-Identifier: GPL-2.0
/*
 * A stateful H.264 encoder without hardware: a memory-to-memory device as the kernel's "Memory-to-Memory Stateful Video Encoder Interface"
 * describes it, with the formats and controls of a Raspberry Pi's (bcm2835-codec), and with faults to order (vih264_faults.h).
 *
 * The bit rate is kept by coding no more changed macroblocks in a frame than it pays for, from where the last frame stopped; with a constant bit
 * rate the rest is filled up. IDR pictures are whole, whatever they cost.
 */
#include <linux/bitmap.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <media/v4l2-ctrls.h>
#include <media/v4l2-device.h>
#include <media/v4l2-event.h>
#include <media/v4l2-ioctl.h>
#include <media/v4l2-mem2mem.h>
#include <media/videobuf2-vmalloc.h>
#include "vih264_bitstream.h"
#include "vih264_faults.h"

#define NAME "vih264"
#define MIN_SIZE 32U
#define MAX_SIZE 1920U
/* A Pi's encoder wants its lines to begin at multiples of this. */
#define STRIDE_ALIGNMENT 32U

struct raw_format {
	u32 pixelformat;
	/* Luma bytes from one sample to the next; the same for chroma; chroma lines for two luma lines. */
	u8 luma_step, chroma_step, chroma_lines;
};

static const struct raw_format raw_formats[] = {
	{ V4L2_PIX_FMT_YUV420, 1, 1, 1 },
	{ V4L2_PIX_FMT_NV12, 1, 2, 1 },
	{ V4L2_PIX_FMT_YUYV, 2, 4, 2 },
};

struct encoder {
	struct v4l2_device v4l2_dev;
	struct video_device video;
	struct v4l2_m2m_dev *m2m;
	struct mutex lock;
	struct list_head contexts;
	int open;
};

struct context {
	struct v4l2_fh fh;
	struct encoder *encoder;
	struct list_head entry;
	struct v4l2_ctrl_handler controls;
	struct delayed_work work;

	/* The raw side; the coded side has its size. */
	const struct raw_format *raw;
	u32 width, height, stride, coded_size;
	u32 colorspace, ycbcr_enc, quantization, xfer_func;
	struct v4l2_fract interval;

	/* Written by controls, read by the worker at the next frame. */
	u32 bitrate, period;
	bool constant, separate_headers, repeat_headers, force_key;
	u8 profile, level;

	struct vih264_stream stream;
	u32 output_sequence, capture_sequence;
	u32 since_key, cursor;
	bool started, headers_due, headers_sent;
};

static struct context *to_context(struct file *file)
{
	return container_of(file->private_data, struct context, fh);
}

/* ---- Formats ---- */

static const struct raw_format *find_raw(u32 pixelformat)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(raw_formats); i++)
		if (raw_formats[i].pixelformat == pixelformat)
			return &raw_formats[i];
	return &raw_formats[0];
}

static u32 raw_size(const struct raw_format *raw, u32 stride, u32 height)
{
	return raw->pixelformat == V4L2_PIX_FMT_YUYV ? stride * height : stride * height * 3 / 2;
}

/* What an IDR picture takes at most: every macroblock as it is. */
static u32 coded_bound(u32 width, u32 height)
{
	return DIV_ROUND_UP(width, 16) * DIV_ROUND_UP(height, 16) * MACROBLOCK_BYTES + 2 * PICTURE_OVERHEAD;
}

static u32 clamp_size(u32 size)
{
	return round_down(clamp(size, MIN_SIZE, MAX_SIZE), 2);
}

/* The two shapes of struct v4l2_format, read and written alike. */
struct shape {
	u32 pixelformat, width, height, stride, size;
	u32 colorspace, ycbcr_enc, quantization, xfer_func;
};

static struct shape get_shape(const struct v4l2_format *f)
{
	const struct v4l2_pix_format_mplane *many = &f->fmt.pix_mp;
	const struct v4l2_pix_format *one = &f->fmt.pix;

	if (V4L2_TYPE_IS_MULTIPLANAR(f->type))
		return (struct shape){ many->pixelformat, many->width, many->height, many->plane_fmt[0].bytesperline, many->plane_fmt[0].sizeimage,
				       many->colorspace, many->ycbcr_enc, many->quantization, many->xfer_func };
	return (struct shape){ one->pixelformat, one->width, one->height, one->bytesperline, one->sizeimage,
			       one->colorspace, one->ycbcr_enc, one->quantization, one->xfer_func };
}

static void put_shape(struct v4l2_format *f, const struct shape *shape)
{
	if (V4L2_TYPE_IS_MULTIPLANAR(f->type)) {
		f->fmt.pix_mp = (struct v4l2_pix_format_mplane){
			.pixelformat = shape->pixelformat, .width = shape->width, .height = shape->height, .field = V4L2_FIELD_NONE,
			.num_planes = 1, .plane_fmt[0] = { .bytesperline = shape->stride, .sizeimage = shape->size },
			.colorspace = shape->colorspace, .ycbcr_enc = shape->ycbcr_enc,
			.quantization = shape->quantization, .xfer_func = shape->xfer_func,
		};
	} else {
		f->fmt.pix = (struct v4l2_pix_format){
			.pixelformat = shape->pixelformat, .width = shape->width, .height = shape->height, .field = V4L2_FIELD_NONE,
			.bytesperline = shape->stride, .sizeimage = shape->size, .priv = V4L2_PIX_FMT_PRIV_MAGIC,
			.colorspace = shape->colorspace, .ycbcr_enc = shape->ycbcr_enc,
			.quantization = shape->quantization, .xfer_func = shape->xfer_func,
		};
	}
}

static void adjust_shape(struct shape *shape, bool output)
{
	shape->width = clamp_size(shape->width);
	shape->height = clamp_size(shape->height);
	if (output) {
		const struct raw_format *raw = find_raw(shape->pixelformat);

		shape->pixelformat = raw->pixelformat;
		shape->stride = ALIGN(clamp(shape->stride, shape->width * raw->luma_step, 4 * MAX_SIZE), STRIDE_ALIGNMENT);
		shape->size = raw_size(raw, shape->stride, shape->height);
	} else {
		shape->pixelformat = V4L2_PIX_FMT_H264;
		shape->stride = 0;
		shape->size = clamp(shape->size, coded_bound(shape->width, shape->height), 4 * coded_bound(MAX_SIZE, MAX_SIZE));
	}
}

static int enum_fmt_cap(struct file *file, void *priv, struct v4l2_fmtdesc *f)
{
	if (f->index)
		return -EINVAL;
	f->pixelformat = V4L2_PIX_FMT_H264;
	return 0;
}

static int enum_fmt_out(struct file *file, void *priv, struct v4l2_fmtdesc *f)
{
	if (f->index >= ARRAY_SIZE(raw_formats))
		return -EINVAL;
	f->pixelformat = raw_formats[f->index].pixelformat;
	return 0;
}

static int g_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	struct context *c = to_context(file);
	bool output = V4L2_TYPE_IS_OUTPUT(f->type);
	struct shape shape = {
		.pixelformat = output ? c->raw->pixelformat : V4L2_PIX_FMT_H264, .width = c->width, .height = c->height,
		.stride = output ? c->stride : 0, .size = output ? raw_size(c->raw, c->stride, c->height) : c->coded_size,
		.colorspace = c->colorspace, .ycbcr_enc = c->ycbcr_enc, .quantization = c->quantization, .xfer_func = c->xfer_func,
	};

	put_shape(f, &shape);
	return 0;
}

static int try_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	struct shape shape = get_shape(f);

	adjust_shape(&shape, V4L2_TYPE_IS_OUTPUT(f->type));
	put_shape(f, &shape);
	return 0;
}

static int s_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	struct context *c = to_context(file);
	bool output = V4L2_TYPE_IS_OUTPUT(f->type);
	struct shape shape = get_shape(f);

	if (vb2_is_busy(v4l2_m2m_get_vq(c->fh.m2m_ctx, f->type)))
		return -EBUSY;
	/* "Setting the coded format" (dev-encoder.rst): the picture's size is the raw side's to say. */
	if (!output) {
		shape.width = c->width;
		shape.height = c->height;
	}
	adjust_shape(&shape, output);
	if (output) {
		c->raw = find_raw(shape.pixelformat);
		c->width = shape.width;
		c->height = shape.height;
		c->stride = shape.stride;
		c->coded_size = coded_bound(c->width, c->height);
		c->colorspace = shape.colorspace;
		c->ycbcr_enc = shape.ycbcr_enc;
		c->quantization = shape.quantization;
		c->xfer_func = shape.xfer_func;
	} else {
		c->coded_size = shape.size;
		shape.colorspace = c->colorspace;
		shape.ycbcr_enc = c->ycbcr_enc;
		shape.quantization = c->quantization;
		shape.xfer_func = c->xfer_func;
	}
	put_shape(f, &shape);
	return 0;
}

static bool is_known(u32 pixelformat)
{
	return pixelformat == V4L2_PIX_FMT_H264 || find_raw(pixelformat)->pixelformat == pixelformat;
}

static int enum_framesizes(struct file *file, void *priv, struct v4l2_frmsizeenum *f)
{
	if (f->index || !is_known(f->pixel_format))
		return -EINVAL;
	f->type = V4L2_FRMSIZE_TYPE_STEPWISE;
	f->stepwise = (struct v4l2_frmsize_stepwise){ MIN_SIZE, MAX_SIZE, 2, MIN_SIZE, MAX_SIZE, 2 };
	return 0;
}

static int enum_frameintervals(struct file *file, void *priv, struct v4l2_frmivalenum *f)
{
	if (f->index || !is_known(f->pixel_format))
		return -EINVAL;
	f->type = V4L2_FRMIVAL_TYPE_CONTINUOUS;
	f->stepwise = (struct v4l2_frmival_stepwise){ { 1, 120 }, { 1, 1 }, { 1, 1 } };
	return 0;
}

static int g_parm(struct file *file, void *priv, struct v4l2_streamparm *p)
{
	struct context *c = to_context(file);

	/* timeperframe is at one place in both members of the union. */
	p->parm.output = (struct v4l2_outputparm){ .capability = V4L2_CAP_TIMEPERFRAME, .timeperframe = c->interval };
	return 0;
}

static int s_parm(struct file *file, void *priv, struct v4l2_streamparm *p)
{
	struct v4l2_fract *wanted = &p->parm.output.timeperframe;

	if (wanted->numerator && wanted->denominator)
		to_context(file)->interval = *wanted;
	return g_parm(file, priv, p);
}

static int querycap(struct file *file, void *priv, struct v4l2_capability *cap)
{
	strscpy(cap->driver, NAME, sizeof(cap->driver));
	strscpy(cap->card, NAME "-encode", sizeof(cap->card));
	return 0;
}

/* ---- Encoding ---- */

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

static u32 frame_budget(const struct context *c)
{
	u64 bytes = (u64)c->bitrate / 8 * c->interval.numerator;

	do_div(bytes, c->interval.denominator);
	return min_t(u64, bytes, c->coded_size);
}

static u32 encode_frame(struct context *c, const u8 *picture, u8 *to, u32 room, bool key)
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

static const struct v4l2_event eos_event = { .type = V4L2_EVENT_EOS };

/* Hands out a CAPTURE buffer; the last one of a drain says so and announces it. */
static void deliver(struct context *c, struct vb2_v4l2_buffer *buffer, u32 size, bool last, enum vb2_buffer_state state)
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
		v4l2_event_queue_fh(&c->fh, &eos_event);
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
	deliver(c, target, size, false, VB2_BUF_STATE_DONE);
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
	if (fault == FAULT_ERROR || !from || !to || vb2_plane_size(&target->vb2_buf, 0) < coded_bound(c->width, c->height)) {
		state = VB2_BUF_STATE_ERROR;
	} else {
		if (key) {
			c->started = true;
			c->since_key = 0;
			c->headers_sent = false;
			WRITE_ONCE(c->force_key, false);
		}
		c->since_key++;
		size = encode_frame(c, from, to, vb2_plane_size(&target->vb2_buf, 0), key);
		size = damage(to, size, fault);
		target->flags &= ~(V4L2_BUF_FLAG_KEYFRAME | V4L2_BUF_FLAG_PFRAME | V4L2_BUF_FLAG_BFRAME);
		target->flags |= key ? V4L2_BUF_FLAG_KEYFRAME : V4L2_BUF_FLAG_PFRAME;
	}
	v4l2_m2m_buf_done(source, state);
	deliver(c, target, size, last, state);
}

static void work(struct work_struct *item)
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

static const struct v4l2_m2m_ops m2m_ops = { .device_run = device_run, .job_ready = job_ready };

/* ---- Queues ---- */

static u32 buffer_size(const struct context *c, const struct vb2_queue *queue)
{
	return V4L2_TYPE_IS_OUTPUT(queue->type) ? raw_size(c->raw, c->stride, c->height) : c->coded_size;
}

static int queue_setup(struct vb2_queue *queue, unsigned int *buffers, unsigned int *planes, unsigned int sizes[], struct device *devices[])
{
	u32 size = buffer_size(vb2_get_drv_priv(queue), queue);

	if (*planes)
		return *planes != 1 || sizes[0] < size ? -EINVAL : 0;
	*planes = 1;
	sizes[0] = size;
	return 0;
}

static int buf_out_validate(struct vb2_buffer *buffer)
{
	to_vb2_v4l2_buffer(buffer)->field = V4L2_FIELD_NONE;
	return 0;
}

static int buf_prepare(struct vb2_buffer *buffer)
{
	struct context *c = vb2_get_drv_priv(buffer->vb2_queue);

	return vb2_plane_size(buffer, 0) < buffer_size(c, buffer->vb2_queue) ? -EINVAL : 0;
}

static void buf_queue(struct vb2_buffer *buffer)
{
	struct vb2_v4l2_buffer *one = to_vb2_v4l2_buffer(buffer);
	struct context *c = vb2_get_drv_priv(buffer->vb2_queue);

	/* A drain that found no CAPTURE buffer to end with. */
	if (V4L2_TYPE_IS_CAPTURE(buffer->vb2_queue->type) && vb2_is_streaming(buffer->vb2_queue) && v4l2_m2m_dst_buf_is_last(c->fh.m2m_ctx)) {
		deliver(c, one, 0, true, VB2_BUF_STATE_DONE);
		return;
	}
	v4l2_m2m_buf_queue(c->fh.m2m_ctx, one);
}

static void return_buffers(struct vb2_queue *queue, enum vb2_buffer_state state)
{
	struct context *c = vb2_get_drv_priv(queue);
	struct vb2_v4l2_buffer *buffer;

	for (;;) {
		buffer = V4L2_TYPE_IS_OUTPUT(queue->type) ? v4l2_m2m_src_buf_remove(c->fh.m2m_ctx) : v4l2_m2m_dst_buf_remove(c->fh.m2m_ctx);
		if (!buffer)
			return;
		v4l2_m2m_buf_done(buffer, state);
	}
}

static int start_streaming(struct vb2_queue *queue, unsigned int count)
{
	struct context *c = vb2_get_drv_priv(queue);
	u32 macroblocks;

	if (vih264_stream_error) {
		return_buffers(queue, VB2_BUF_STATE_QUEUED);
		return -vih264_stream_error;
	}
	v4l2_m2m_update_start_streaming_state(c->fh.m2m_ctx, queue);
	if (V4L2_TYPE_IS_CAPTURE(queue->type)) {
		c->capture_sequence = 0;
		return 0;
	}
	c->output_sequence = 0;
	c->started = c->headers_due = c->headers_sent = false;
	c->cursor = 0;
	c->since_key = 0;
	c->stream.width = c->width;
	c->stream.height = c->height;
	macroblocks = vih264_macroblocks(&c->stream);
	c->stream.reference = kvmalloc_array(macroblocks, MACROBLOCK_SAMPLES, GFP_KERNEL);
	c->stream.coded = bitmap_zalloc(macroblocks, GFP_KERNEL);
	if (c->stream.reference && c->stream.coded)
		return 0;
	kvfree(c->stream.reference);
	bitmap_free(c->stream.coded);
	c->stream.reference = NULL;
	c->stream.coded = NULL;
	return_buffers(queue, VB2_BUF_STATE_QUEUED);
	return -ENOMEM;
}

static void stop_streaming(struct vb2_queue *queue)
{
	struct context *c = vb2_get_drv_priv(queue);

	return_buffers(queue, VB2_BUF_STATE_ERROR);
	v4l2_m2m_update_stop_streaming_state(c->fh.m2m_ctx, queue);
	if (V4L2_TYPE_IS_CAPTURE(queue->type)) {
		/* A sequence begins again with a keyframe and its headers ("Reset" in dev-encoder.rst). */
		c->started = false;
		return;
	}
	if (v4l2_m2m_has_stopped(c->fh.m2m_ctx))
		v4l2_event_queue_fh(&c->fh, &eos_event);
	kvfree(c->stream.reference);
	bitmap_free(c->stream.coded);
	c->stream.reference = NULL;
	c->stream.coded = NULL;
}

static const struct vb2_ops queue_ops = {
	.queue_setup = queue_setup,
	.buf_out_validate = buf_out_validate,
	.buf_prepare = buf_prepare,
	.buf_queue = buf_queue,
	.start_streaming = start_streaming,
	.stop_streaming = stop_streaming,
	.wait_prepare = vb2_ops_wait_prepare,
	.wait_finish = vb2_ops_wait_finish,
};

static int init_queue(struct context *c, struct vb2_queue *queue, u32 type)
{
	queue->type = type;
	queue->io_modes = VB2_MMAP | VB2_DMABUF;
	queue->drv_priv = c;
	queue->buf_struct_size = sizeof(struct v4l2_m2m_buffer);
	queue->ops = &queue_ops;
	queue->mem_ops = &vb2_vmalloc_memops;
	queue->timestamp_flags = V4L2_BUF_FLAG_TIMESTAMP_COPY;
	queue->lock = &c->encoder->lock;
	queue->dev = c->encoder->v4l2_dev.dev;
	return vb2_queue_init(queue);
}

static int init_queues(void *priv, struct vb2_queue *output, struct vb2_queue *capture)
{
	return init_queue(priv, output, vih264_multiplanar ? V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE : V4L2_BUF_TYPE_VIDEO_OUTPUT) ?:
	       init_queue(priv, capture, vih264_multiplanar ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE);
}

static int encoder_cmd(struct file *file, void *priv, struct v4l2_encoder_cmd *command)
{
	struct context *c = to_context(file);
	int failure = v4l2_m2m_ioctl_encoder_cmd(file, priv, command);

	if (failure)
		return failure;
	if (command->cmd == V4L2_ENC_CMD_STOP) {
		/* Nothing was left to encode: the end was marked at once. Else what it held back for `delay` is due now. */
		if (v4l2_m2m_has_stopped(c->fh.m2m_ctx))
			v4l2_event_queue_fh(&c->fh, &eos_event);
		else
			v4l2_m2m_try_schedule(c->fh.m2m_ctx);
	} else {
		vb2_clear_last_buffer_dequeued(v4l2_m2m_get_dst_vq(c->fh.m2m_ctx));
	}
	return 0;
}

static int subscribe_event(struct v4l2_fh *fh, const struct v4l2_event_subscription *subscription)
{
	return subscription->type == V4L2_EVENT_EOS ? v4l2_event_subscribe(fh, subscription, 0, NULL) : v4l2_ctrl_subscribe_event(fh, subscription);
}

static const struct v4l2_ioctl_ops ioctl_ops = {
	.vidioc_querycap = querycap,
	.vidioc_enum_fmt_vid_cap = enum_fmt_cap,
	.vidioc_enum_fmt_vid_out = enum_fmt_out,
	.vidioc_g_fmt_vid_cap = g_fmt,
	.vidioc_g_fmt_vid_out = g_fmt,
	.vidioc_g_fmt_vid_cap_mplane = g_fmt,
	.vidioc_g_fmt_vid_out_mplane = g_fmt,
	.vidioc_try_fmt_vid_cap = try_fmt,
	.vidioc_try_fmt_vid_out = try_fmt,
	.vidioc_try_fmt_vid_cap_mplane = try_fmt,
	.vidioc_try_fmt_vid_out_mplane = try_fmt,
	.vidioc_s_fmt_vid_cap = s_fmt,
	.vidioc_s_fmt_vid_out = s_fmt,
	.vidioc_s_fmt_vid_cap_mplane = s_fmt,
	.vidioc_s_fmt_vid_out_mplane = s_fmt,
	.vidioc_enum_framesizes = enum_framesizes,
	.vidioc_enum_frameintervals = enum_frameintervals,
	.vidioc_g_parm = g_parm,
	.vidioc_s_parm = s_parm,
	.vidioc_reqbufs = v4l2_m2m_ioctl_reqbufs,
	.vidioc_create_bufs = v4l2_m2m_ioctl_create_bufs,
	.vidioc_prepare_buf = v4l2_m2m_ioctl_prepare_buf,
	.vidioc_querybuf = v4l2_m2m_ioctl_querybuf,
	.vidioc_expbuf = v4l2_m2m_ioctl_expbuf,
	.vidioc_qbuf = v4l2_m2m_ioctl_qbuf,
	.vidioc_dqbuf = v4l2_m2m_ioctl_dqbuf,
	.vidioc_streamon = v4l2_m2m_ioctl_streamon,
	.vidioc_streamoff = v4l2_m2m_ioctl_streamoff,
	.vidioc_encoder_cmd = encoder_cmd,
	.vidioc_try_encoder_cmd = v4l2_m2m_ioctl_try_encoder_cmd,
	.vidioc_subscribe_event = subscribe_event,
	.vidioc_unsubscribe_event = v4l2_event_unsubscribe,
};

/* ---- Controls ---- */

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

static int init_controls(struct context *c)
{
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

static void set_defaults(struct context *c)
{
	c->raw = &raw_formats[0];
	c->width = 640;
	c->height = 480;
	c->stride = 640;
	c->coded_size = coded_bound(c->width, c->height);
	c->colorspace = V4L2_COLORSPACE_REC709;
	c->interval = (struct v4l2_fract){ 1, 30 };
	c->bitrate = 10000000;
	c->period = 60;
	c->profile = V4L2_MPEG_VIDEO_H264_PROFILE_HIGH;
	c->level = V4L2_MPEG_VIDEO_H264_LEVEL_4_0;
}

/* ---- The device ---- */

static void free_context(struct context *c)
{
	v4l2_ctrl_handler_free(&c->controls);
	v4l2_fh_exit(&c->fh);
	kfree(c);
}

static int open_context(struct encoder *encoder, struct file *file)
{
	struct context *c;
	int failure;

	if (vih264_open_error)
		return -vih264_open_error;
	if (encoder->open >= vih264_instances)
		return -EBUSY;
	c = kzalloc(sizeof(*c), GFP_KERNEL);
	if (!c)
		return -ENOMEM;
	c->encoder = encoder;
	INIT_DELAYED_WORK(&c->work, work);
	v4l2_fh_init(&c->fh, &encoder->video);
	file->private_data = &c->fh;
	set_defaults(c);
	failure = init_controls(c);
	if (!failure) {
		c->fh.m2m_ctx = v4l2_m2m_ctx_init(encoder->m2m, c, init_queues);
		failure = PTR_ERR_OR_ZERO(c->fh.m2m_ctx);
	}
	if (failure) {
		free_context(c);
		return failure;
	}
	v4l2_fh_add(&c->fh);
	list_add(&c->entry, &encoder->contexts);
	encoder->open++;
	return 0;
}

static int open(struct file *file)
{
	struct encoder *encoder = video_drvdata(file);
	int failure;

	mutex_lock(&encoder->lock);
	failure = open_context(encoder, file);
	mutex_unlock(&encoder->lock);
	return failure;
}

static int release(struct file *file)
{
	struct context *c = to_context(file);
	struct encoder *encoder = c->encoder;

	v4l2_fh_del(&c->fh);
	mutex_lock(&encoder->lock);
	v4l2_m2m_ctx_release(c->fh.m2m_ctx);
	list_del(&c->entry);
	encoder->open--;
	mutex_unlock(&encoder->lock);
	cancel_delayed_work_sync(&c->work);
	free_context(c);
	return 0;
}

static const struct v4l2_file_operations fops = {
	.owner = THIS_MODULE,
	.open = open,
	.release = release,
	.poll = v4l2_m2m_fop_poll,
	.unlocked_ioctl = video_ioctl2,
	.mmap = v4l2_m2m_fop_mmap,
};

/* The last file closed after the device was unbound, or the unbinding itself. */
static void release_encoder(struct v4l2_device *device)
{
	struct encoder *encoder = container_of(device, struct encoder, v4l2_dev);

	v4l2_m2m_release(encoder->m2m);
	v4l2_device_unregister(&encoder->v4l2_dev);
	kfree(encoder);
}

static void init_video(struct encoder *encoder)
{
	struct video_device *video = &encoder->video;

	strscpy(video->name, NAME "-encode", sizeof(video->name));
	video->vfl_dir = VFL_DIR_M2M;
	video->fops = &fops;
	video->ioctl_ops = &ioctl_ops;
	video->release = video_device_release_empty;
	video->lock = &encoder->lock;
	video->v4l2_dev = &encoder->v4l2_dev;
	video->device_caps = V4L2_CAP_STREAMING | (vih264_multiplanar ? V4L2_CAP_VIDEO_M2M_MPLANE : V4L2_CAP_VIDEO_M2M);
	video_set_drvdata(video, encoder);
}

static int probe(struct platform_device *platform)
{
	struct encoder *encoder = kzalloc(sizeof(*encoder), GFP_KERNEL);
	int failure;

	if (!encoder)
		return -ENOMEM;
	mutex_init(&encoder->lock);
	INIT_LIST_HEAD(&encoder->contexts);
	failure = v4l2_device_register(&platform->dev, &encoder->v4l2_dev);
	if (failure)
		goto free;
	encoder->m2m = v4l2_m2m_init(&m2m_ops);
	if (IS_ERR(encoder->m2m)) {
		failure = PTR_ERR(encoder->m2m);
		goto unregister;
	}
	init_video(encoder);
	failure = video_register_device(&encoder->video, VFL_TYPE_VIDEO, -1);
	if (failure)
		goto release;
	encoder->v4l2_dev.release = release_encoder;
	platform_set_drvdata(platform, encoder);
	return 0;

release:
	v4l2_m2m_release(encoder->m2m);
unregister:
	v4l2_device_unregister(&encoder->v4l2_dev);
free:
	kfree(encoder);
	return failure;
}

/* Unplugged: whoever waits in poll() or DQBUF is told. */
static void remove(struct platform_device *platform)
{
	struct encoder *encoder = platform_get_drvdata(platform);
	struct context *c;

	mutex_lock(&encoder->lock);
	list_for_each_entry(c, &encoder->contexts, entry) {
		vb2_queue_error(v4l2_m2m_get_src_vq(c->fh.m2m_ctx));
		vb2_queue_error(v4l2_m2m_get_dst_vq(c->fh.m2m_ctx));
	}
	mutex_unlock(&encoder->lock);
	video_unregister_device(&encoder->video);
	v4l2_device_disconnect(&encoder->v4l2_dev);
	v4l2_device_put(&encoder->v4l2_dev);
}

static struct platform_driver driver = {
	.probe = probe,
	.remove_new = remove,
	.driver = { .name = NAME },
};

static struct platform_device *device;

static int __init vih264_init(void)
{
	int failure;

	device = platform_device_register_simple(NAME, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(device))
		return PTR_ERR(device);
	failure = platform_driver_register(&driver);
	if (failure)
		platform_device_unregister(device);
	return failure;
}

static void __exit vih264_exit(void)
{
	platform_driver_unregister(&driver);
	platform_device_unregister(device);
}

module_init(vih264_init);
module_exit(vih264_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("H.264 encoder without hardware");
