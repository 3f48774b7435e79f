// SPDX-License-Identifier: GPL-2.0
/*
 * A stateful H.264 encoder without hardware: a memory-to-memory device as the kernel's "Memory-to-Memory Stateful Video Encoder Interface"
 * describes it, with the formats and controls of a Raspberry Pi's (bcm2835-codec), and with faults to order (vih264_faults.h).
 *
 * The bit rate is kept by coding no more changed macroblocks in a frame than it pays for, from where the last frame stopped; with a constant bit
 * rate the rest is filled up. IDR pictures are whole, whatever they cost.
 */
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <media/v4l2-event.h>
#include "vih264.h"

static int querycap(struct file *file, void *priv, struct v4l2_capability *cap)
{
	strscpy(cap->driver, NAME, sizeof(cap->driver));
	strscpy(cap->card, NAME "-encode", sizeof(cap->card));
	return 0;
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
			v4l2_event_queue_fh(&c->fh, &vih264_eos);
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
	.vidioc_enum_fmt_vid_cap = vih264_enum_fmt_cap,
	.vidioc_enum_fmt_vid_out = vih264_enum_fmt_out,
	.vidioc_g_fmt_vid_cap = vih264_g_fmt,
	.vidioc_g_fmt_vid_out = vih264_g_fmt,
	.vidioc_g_fmt_vid_cap_mplane = vih264_g_fmt,
	.vidioc_g_fmt_vid_out_mplane = vih264_g_fmt,
	.vidioc_try_fmt_vid_cap = vih264_try_fmt,
	.vidioc_try_fmt_vid_out = vih264_try_fmt,
	.vidioc_try_fmt_vid_cap_mplane = vih264_try_fmt,
	.vidioc_try_fmt_vid_out_mplane = vih264_try_fmt,
	.vidioc_s_fmt_vid_cap = vih264_s_fmt,
	.vidioc_s_fmt_vid_out = vih264_s_fmt,
	.vidioc_s_fmt_vid_cap_mplane = vih264_s_fmt,
	.vidioc_s_fmt_vid_out_mplane = vih264_s_fmt,
	.vidioc_enum_framesizes = vih264_enum_framesizes,
	.vidioc_enum_frameintervals = vih264_enum_frameintervals,
	.vidioc_g_parm = vih264_g_parm,
	.vidioc_s_parm = vih264_s_parm,
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
	INIT_DELAYED_WORK(&c->work, vih264_work);
	v4l2_fh_init(&c->fh, &encoder->video);
	file->private_data = &c->fh;
	vih264_default_format(c);
	failure = vih264_init_controls(c);
	if (!failure) {
		c->fh.m2m_ctx = v4l2_m2m_ctx_init(encoder->m2m, c, vih264_init_queues);
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
	encoder->m2m = v4l2_m2m_init(&vih264_m2m_ops);
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
