// SPDX-License-Identifier: GPL-2.0
/* The two queues of videobuf2: OUTPUT takes pictures, of its own memory or another device's, CAPTURE gives the stream. */
#include <linux/bitmap.h>
#include <linux/slab.h>
#include <media/v4l2-event.h>
#include <media/videobuf2-vmalloc.h>
#include "vih264.h"

static u32 buffer_size(const struct context *c, const struct vb2_queue *queue)
{
	return V4L2_TYPE_IS_OUTPUT(queue->type) ? vih264_raw_size(c->raw, c->stride, c->height) : c->coded_size;
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
		vih264_deliver(c, one, 0, true, VB2_BUF_STATE_DONE);
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
		v4l2_event_queue_fh(&c->fh, &vih264_eos);
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

int vih264_init_queues(void *priv, struct vb2_queue *output, struct vb2_queue *capture)
{
	return init_queue(priv, output, vih264_multiplanar ? V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE : V4L2_BUF_TYPE_VIDEO_OUTPUT) ?:
	       init_queue(priv, capture, vih264_multiplanar ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE);
}
