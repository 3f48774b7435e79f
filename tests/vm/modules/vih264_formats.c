// SPDX-License-Identifier: GPL-2.0
/* What goes in and what comes out: pixel formats, sizes, rates, and the two shapes of struct v4l2_format. */
#include "vih264.h"

#define MIN_SIZE 32U
#define MAX_SIZE 1920U
/* A Pi's encoder wants its lines to begin at multiples of this. */
#define STRIDE_ALIGNMENT 32U

static const struct raw_format raw_formats[] = {
	{ V4L2_PIX_FMT_YUV420, 1, 1, 1 },
	{ V4L2_PIX_FMT_NV12, 1, 2, 1 },
	{ V4L2_PIX_FMT_YUYV, 2, 4, 2 },
};

static const struct raw_format *find_raw(u32 pixelformat)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(raw_formats); i++)
		if (raw_formats[i].pixelformat == pixelformat)
			return &raw_formats[i];
	return &raw_formats[0];
}

u32 vih264_raw_size(const struct raw_format *raw, u32 stride, u32 height)
{
	return raw->pixelformat == V4L2_PIX_FMT_YUYV ? stride * height : stride * height * 3 / 2;
}

/* What an IDR picture takes at most: every macroblock as it is. */
u32 vih264_coded_bound(u32 width, u32 height)
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
		shape->size = vih264_raw_size(raw, shape->stride, shape->height);
	} else {
		shape->pixelformat = V4L2_PIX_FMT_H264;
		shape->stride = 0;
		shape->size = clamp(shape->size, vih264_coded_bound(shape->width, shape->height), 4 * vih264_coded_bound(MAX_SIZE, MAX_SIZE));
	}
}

int vih264_enum_fmt_cap(struct file *file, void *priv, struct v4l2_fmtdesc *f)
{
	if (f->index)
		return -EINVAL;
	f->pixelformat = V4L2_PIX_FMT_H264;
	return 0;
}

int vih264_enum_fmt_out(struct file *file, void *priv, struct v4l2_fmtdesc *f)
{
	if (f->index >= ARRAY_SIZE(raw_formats))
		return -EINVAL;
	f->pixelformat = raw_formats[f->index].pixelformat;
	return 0;
}

int vih264_g_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	struct context *c = to_context(file);
	bool output = V4L2_TYPE_IS_OUTPUT(f->type);
	struct shape shape = {
		.pixelformat = output ? c->raw->pixelformat : V4L2_PIX_FMT_H264, .width = c->width, .height = c->height,
		.stride = output ? c->stride : 0, .size = output ? vih264_raw_size(c->raw, c->stride, c->height) : c->coded_size,
		.colorspace = c->colorspace, .ycbcr_enc = c->ycbcr_enc, .quantization = c->quantization, .xfer_func = c->xfer_func,
	};

	put_shape(f, &shape);
	return 0;
}

int vih264_try_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	struct shape shape = get_shape(f);

	adjust_shape(&shape, V4L2_TYPE_IS_OUTPUT(f->type));
	put_shape(f, &shape);
	return 0;
}

int vih264_s_fmt(struct file *file, void *priv, struct v4l2_format *f)
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
		c->coded_size = vih264_coded_bound(c->width, c->height);
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

int vih264_enum_framesizes(struct file *file, void *priv, struct v4l2_frmsizeenum *f)
{
	if (f->index || !is_known(f->pixel_format))
		return -EINVAL;
	f->type = V4L2_FRMSIZE_TYPE_STEPWISE;
	f->stepwise = (struct v4l2_frmsize_stepwise){ MIN_SIZE, MAX_SIZE, 2, MIN_SIZE, MAX_SIZE, 2 };
	return 0;
}

int vih264_enum_frameintervals(struct file *file, void *priv, struct v4l2_frmivalenum *f)
{
	if (f->index || !is_known(f->pixel_format))
		return -EINVAL;
	f->type = V4L2_FRMIVAL_TYPE_CONTINUOUS;
	f->stepwise = (struct v4l2_frmival_stepwise){ { 1, 120 }, { 1, 1 }, { 1, 1 } };
	return 0;
}

int vih264_g_parm(struct file *file, void *priv, struct v4l2_streamparm *p)
{
	struct context *c = to_context(file);

	/* timeperframe is at one place in both members of the union. */
	p->parm.output = (struct v4l2_outputparm){ .capability = V4L2_CAP_TIMEPERFRAME, .timeperframe = c->interval };
	return 0;
}

int vih264_s_parm(struct file *file, void *priv, struct v4l2_streamparm *p)
{
	struct v4l2_fract *wanted = &p->parm.output.timeperframe;

	if (wanted->numerator && wanted->denominator)
		to_context(file)->interval = *wanted;
	return vih264_g_parm(file, priv, p);
}

void vih264_default_format(struct context *c)
{
	c->raw = &raw_formats[0];
	c->width = 640;
	c->height = 480;
	c->stride = 640;
	c->coded_size = vih264_coded_bound(c->width, c->height);
	c->colorspace = V4L2_COLORSPACE_REC709;
	c->interval = (struct v4l2_fract){ 1, 30 };
}
