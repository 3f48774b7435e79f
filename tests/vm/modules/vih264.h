/* SPDX-License-Identifier: GPL-2.0 */
/* The virtual encoder's parts and what they share: formats, encoding, queues, controls, and the device (vih264_main.c). */
#pragma once
#include <linux/mutex.h>
#include <linux/workqueue.h>
#include <media/v4l2-ctrls.h>
#include <media/v4l2-device.h>
#include <media/v4l2-fh.h>
#include <media/v4l2-ioctl.h>
#include <media/v4l2-mem2mem.h>
#include "vih264_bitstream.h"
#include "vih264_faults.h"

#define NAME "vih264"

struct raw_format {
	u32 pixelformat;
	/* Luma bytes from one sample to the next; the same for chroma; chroma lines for two luma lines. */
	u8 luma_step, chroma_step, chroma_lines;
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

static inline struct context *to_context(struct file *file)
{
	return container_of(file->private_data, struct context, fh);
}

/* vih264_formats.c */
u32 vih264_raw_size(const struct raw_format *raw, u32 stride, u32 height);
u32 vih264_coded_bound(u32 width, u32 height);
void vih264_default_format(struct context *c);
int vih264_enum_fmt_cap(struct file *file, void *priv, struct v4l2_fmtdesc *f);
int vih264_enum_fmt_out(struct file *file, void *priv, struct v4l2_fmtdesc *f);
int vih264_g_fmt(struct file *file, void *priv, struct v4l2_format *f);
int vih264_try_fmt(struct file *file, void *priv, struct v4l2_format *f);
int vih264_s_fmt(struct file *file, void *priv, struct v4l2_format *f);
int vih264_enum_framesizes(struct file *file, void *priv, struct v4l2_frmsizeenum *f);
int vih264_enum_frameintervals(struct file *file, void *priv, struct v4l2_frmivalenum *f);
int vih264_g_parm(struct file *file, void *priv, struct v4l2_streamparm *p);
int vih264_s_parm(struct file *file, void *priv, struct v4l2_streamparm *p);

/* vih264_picture.c */
u32 vih264_encode_frame(struct context *c, const u8 *picture, u8 *to, u32 room, bool key);

/* vih264_jobs.c */
extern const struct v4l2_event vih264_eos;
extern const struct v4l2_m2m_ops vih264_m2m_ops;
void vih264_deliver(struct context *c, struct vb2_v4l2_buffer *buffer, u32 size, bool last, enum vb2_buffer_state state);
void vih264_work(struct work_struct *item);

/* vih264_queues.c */
int vih264_init_queues(void *priv, struct vb2_queue *output, struct vb2_queue *capture);

/* vih264_controls.c */
int vih264_init_controls(struct context *c);
