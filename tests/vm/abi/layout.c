/* Every structure, request and constant of the kernel interfaces that the agent speaks: what the C compiler makes of the kernel's own headers. */
#include <sys/time.h>
#include <time.h>
#include <linux/videodev2.h>
#include <linux/gpio.h>
#include <linux/i2c.h>
#include <linux/i2c-dev.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/media.h>
#include <linux/spi/spidev.h>
#include <linux/usb/video.h>
#include <linux/uvcvideo.h>
#include <linux/watchdog.h>
#include "emit.h"

static void __attribute__((used)) video4linux(void)
{
	SIZE(timeval);
	SIZE(timespec);

	SIZE(v4l2_capability);
	OFFSET(v4l2_capability, driver);
	OFFSET(v4l2_capability, card);
	OFFSET(v4l2_capability, bus_info);
	OFFSET(v4l2_capability, version);
	OFFSET(v4l2_capability, capabilities);
	OFFSET(v4l2_capability, device_caps);

	SIZE(v4l2_fmtdesc);
	OFFSET(v4l2_fmtdesc, index);
	OFFSET(v4l2_fmtdesc, type);
	OFFSET(v4l2_fmtdesc, flags);
	OFFSET(v4l2_fmtdesc, description);
	OFFSET(v4l2_fmtdesc, pixelformat);
	OFFSET(v4l2_fmtdesc, mbus_code);

	SIZE(v4l2_frmsize_discrete);
	SIZE(v4l2_frmsize_stepwise);
	SIZE(v4l2_frmsizeenum);
	OFFSET(v4l2_frmsizeenum, index);
	OFFSET(v4l2_frmsizeenum, pixel_format);
	OFFSET(v4l2_frmsizeenum, type);
	OFFSET(v4l2_frmsizeenum, discrete);

	SIZE(v4l2_fract);
	SIZE(v4l2_frmival_stepwise);
	SIZE(v4l2_frmivalenum);
	OFFSET(v4l2_frmivalenum, index);
	OFFSET(v4l2_frmivalenum, pixel_format);
	OFFSET(v4l2_frmivalenum, width);
	OFFSET(v4l2_frmivalenum, height);
	OFFSET(v4l2_frmivalenum, type);
	OFFSET(v4l2_frmivalenum, discrete);

	SIZE(v4l2_rect);
	SIZE(v4l2_area);
	SIZE(v4l2_window);
	SIZE(v4l2_pix_format);
	OFFSET(v4l2_pix_format, width);
	OFFSET(v4l2_pix_format, height);
	OFFSET(v4l2_pix_format, pixelformat);
	OFFSET(v4l2_pix_format, field);
	OFFSET(v4l2_pix_format, bytesperline);
	OFFSET(v4l2_pix_format, sizeimage);
	OFFSET(v4l2_pix_format, colorspace);
	OFFSET(v4l2_pix_format, priv);
	OFFSET(v4l2_pix_format, flags);
	OFFSET(v4l2_pix_format, ycbcr_enc);
	OFFSET(v4l2_pix_format, quantization);
	OFFSET(v4l2_pix_format, xfer_func);
	SIZE(v4l2_plane_pix_format);
	OFFSET(v4l2_plane_pix_format, sizeimage);
	OFFSET(v4l2_plane_pix_format, bytesperline);
	SIZE(v4l2_pix_format_mplane);
	OFFSET(v4l2_pix_format_mplane, width);
	OFFSET(v4l2_pix_format_mplane, height);
	OFFSET(v4l2_pix_format_mplane, pixelformat);
	OFFSET(v4l2_pix_format_mplane, field);
	OFFSET(v4l2_pix_format_mplane, colorspace);
	OFFSET(v4l2_pix_format_mplane, plane_fmt);
	OFFSET(v4l2_pix_format_mplane, num_planes);
	OFFSET(v4l2_pix_format_mplane, flags);
	OFFSET(v4l2_pix_format_mplane, ycbcr_enc);
	OFFSET(v4l2_pix_format_mplane, quantization);
	OFFSET(v4l2_pix_format_mplane, xfer_func);
	SIZE(v4l2_format);
	OFFSET(v4l2_format, type);
	OFFSET(v4l2_format, fmt);

	SIZE(v4l2_requestbuffers);
	OFFSET(v4l2_requestbuffers, count);
	OFFSET(v4l2_requestbuffers, type);
	OFFSET(v4l2_requestbuffers, memory);
	OFFSET(v4l2_requestbuffers, capabilities);
	OFFSET(v4l2_requestbuffers, flags);
	SIZE(v4l2_create_buffers);
	OFFSET(v4l2_create_buffers, index);
	OFFSET(v4l2_create_buffers, count);
	OFFSET(v4l2_create_buffers, memory);
	OFFSET(v4l2_create_buffers, format);
	OFFSET(v4l2_create_buffers, capabilities);
	OFFSET(v4l2_create_buffers, flags);
	SIZE(v4l2_exportbuffer);
	OFFSET(v4l2_exportbuffer, type);
	OFFSET(v4l2_exportbuffer, index);
	OFFSET(v4l2_exportbuffer, plane);
	OFFSET(v4l2_exportbuffer, flags);
	OFFSET(v4l2_exportbuffer, fd);

	SIZE(v4l2_timecode);
	SIZE(v4l2_buffer);
	OFFSET(v4l2_buffer, index);
	OFFSET(v4l2_buffer, type);
	OFFSET(v4l2_buffer, bytesused);
	OFFSET(v4l2_buffer, flags);
	OFFSET(v4l2_buffer, field);
	OFFSET(v4l2_buffer, timestamp);
	OFFSET(v4l2_buffer, timecode);
	OFFSET(v4l2_buffer, sequence);
	OFFSET(v4l2_buffer, memory);
	OFFSET(v4l2_buffer, m);
	OFFSET(v4l2_buffer, m.offset);
	OFFSET(v4l2_buffer, m.userptr);
	OFFSET(v4l2_buffer, m.planes);
	OFFSET(v4l2_buffer, m.fd);
	OFFSET(v4l2_buffer, length);
	OFFSET(v4l2_buffer, reserved2);
	OFFSET(v4l2_buffer, request_fd);
	SIZE(v4l2_plane);
	OFFSET(v4l2_plane, bytesused);
	OFFSET(v4l2_plane, length);
	OFFSET(v4l2_plane, m);
	OFFSET(v4l2_plane, m.mem_offset);
	OFFSET(v4l2_plane, m.userptr);
	OFFSET(v4l2_plane, m.fd);
	OFFSET(v4l2_plane, data_offset);
	OFFSET(v4l2_plane, reserved);

	SIZE(v4l2_control);
	OFFSET(v4l2_control, id);
	OFFSET(v4l2_control, value);
	SIZE(v4l2_ext_control);
	OFFSET(v4l2_ext_control, id);
	OFFSET(v4l2_ext_control, size);
	OFFSET(v4l2_ext_control, reserved2);
	OFFSET(v4l2_ext_control, value);
	OFFSET(v4l2_ext_control, value64);
	OFFSET(v4l2_ext_control, string);
	OFFSET(v4l2_ext_control, ptr);
	SIZE(v4l2_ext_controls);
	OFFSET(v4l2_ext_controls, which);
	OFFSET(v4l2_ext_controls, count);
	OFFSET(v4l2_ext_controls, error_idx);
	OFFSET(v4l2_ext_controls, request_fd);
	OFFSET(v4l2_ext_controls, reserved);
	OFFSET(v4l2_ext_controls, controls);
	SIZE(v4l2_queryctrl);
	OFFSET(v4l2_queryctrl, id);
	OFFSET(v4l2_queryctrl, type);
	OFFSET(v4l2_queryctrl, name);
	OFFSET(v4l2_queryctrl, minimum);
	OFFSET(v4l2_queryctrl, maximum);
	OFFSET(v4l2_queryctrl, step);
	OFFSET(v4l2_queryctrl, default_value);
	OFFSET(v4l2_queryctrl, flags);
	SIZE(v4l2_query_ext_ctrl);
	OFFSET(v4l2_query_ext_ctrl, id);
	OFFSET(v4l2_query_ext_ctrl, type);
	OFFSET(v4l2_query_ext_ctrl, name);
	OFFSET(v4l2_query_ext_ctrl, minimum);
	OFFSET(v4l2_query_ext_ctrl, maximum);
	OFFSET(v4l2_query_ext_ctrl, step);
	OFFSET(v4l2_query_ext_ctrl, default_value);
	OFFSET(v4l2_query_ext_ctrl, flags);
	OFFSET(v4l2_query_ext_ctrl, elem_size);
	OFFSET(v4l2_query_ext_ctrl, elems);
	OFFSET(v4l2_query_ext_ctrl, nr_of_dims);
	OFFSET(v4l2_query_ext_ctrl, dims);
	SIZE(v4l2_querymenu);
	OFFSET(v4l2_querymenu, id);
	OFFSET(v4l2_querymenu, index);
	OFFSET(v4l2_querymenu, name);
	OFFSET(v4l2_querymenu, value);

	SIZE(v4l2_captureparm);
	OFFSET(v4l2_captureparm, capability);
	OFFSET(v4l2_captureparm, capturemode);
	OFFSET(v4l2_captureparm, timeperframe);
	OFFSET(v4l2_captureparm, extendedmode);
	OFFSET(v4l2_captureparm, readbuffers);
	SIZE(v4l2_outputparm);
	OFFSET(v4l2_outputparm, timeperframe);
	SIZE(v4l2_streamparm);
	OFFSET(v4l2_streamparm, type);
	OFFSET(v4l2_streamparm, parm);

	SIZE(v4l2_event_ctrl);
	OFFSET(v4l2_event_ctrl, changes);
	OFFSET(v4l2_event_ctrl, type);
	OFFSET(v4l2_event_ctrl, value);
	OFFSET(v4l2_event_ctrl, flags);
	OFFSET(v4l2_event_ctrl, minimum);
	OFFSET(v4l2_event_ctrl, maximum);
	OFFSET(v4l2_event_ctrl, step);
	OFFSET(v4l2_event_ctrl, default_value);
	SIZE(v4l2_event_src_change);
	SIZE(v4l2_event);
	OFFSET(v4l2_event, type);
	OFFSET(v4l2_event, u);
	OFFSET(v4l2_event, pending);
	OFFSET(v4l2_event, sequence);
	OFFSET(v4l2_event, timestamp);
	OFFSET(v4l2_event, id);
	OFFSET(v4l2_event, reserved);
	SIZE(v4l2_event_subscription);
	OFFSET(v4l2_event_subscription, type);
	OFFSET(v4l2_event_subscription, id);
	OFFSET(v4l2_event_subscription, flags);

	SIZE(v4l2_encoder_cmd);
	OFFSET(v4l2_encoder_cmd, cmd);
	OFFSET(v4l2_encoder_cmd, flags);
	SIZE(v4l2_decoder_cmd);
	SIZE(v4l2_selection);
	OFFSET(v4l2_selection, type);
	OFFSET(v4l2_selection, target);
	OFFSET(v4l2_selection, flags);
	OFFSET(v4l2_selection, r);
	SIZE(v4l2_input);
	OFFSET(v4l2_input, index);
	OFFSET(v4l2_input, name);
	OFFSET(v4l2_input, type);
	OFFSET(v4l2_input, std);
	OFFSET(v4l2_input, status);
	OFFSET(v4l2_input, capabilities);
	SIZE(v4l2_standard);
}

static void __attribute__((used)) video4linux_requests(void)
{
	NUMBER(VIDIOC_QUERYCAP);
	NUMBER(VIDIOC_ENUM_FMT);
	NUMBER(VIDIOC_G_FMT);
	NUMBER(VIDIOC_S_FMT);
	NUMBER(VIDIOC_TRY_FMT);
	NUMBER(VIDIOC_REQBUFS);
	NUMBER(VIDIOC_CREATE_BUFS);
	NUMBER(VIDIOC_PREPARE_BUF);
	NUMBER(VIDIOC_QUERYBUF);
	NUMBER(VIDIOC_QBUF);
	NUMBER(VIDIOC_DQBUF);
	NUMBER(VIDIOC_EXPBUF);
	NUMBER(VIDIOC_STREAMON);
	NUMBER(VIDIOC_STREAMOFF);
	NUMBER(VIDIOC_G_PARM);
	NUMBER(VIDIOC_S_PARM);
	NUMBER(VIDIOC_ENUM_FRAMESIZES);
	NUMBER(VIDIOC_ENUM_FRAMEINTERVALS);
	NUMBER(VIDIOC_G_CTRL);
	NUMBER(VIDIOC_S_CTRL);
	NUMBER(VIDIOC_QUERYCTRL);
	NUMBER(VIDIOC_QUERY_EXT_CTRL);
	NUMBER(VIDIOC_QUERYMENU);
	NUMBER(VIDIOC_G_EXT_CTRLS);
	NUMBER(VIDIOC_S_EXT_CTRLS);
	NUMBER(VIDIOC_TRY_EXT_CTRLS);
	NUMBER(VIDIOC_ENCODER_CMD);
	NUMBER(VIDIOC_TRY_ENCODER_CMD);
	NUMBER(VIDIOC_DECODER_CMD);
	NUMBER(VIDIOC_DQEVENT);
	NUMBER(VIDIOC_SUBSCRIBE_EVENT);
	NUMBER(VIDIOC_UNSUBSCRIBE_EVENT);
	NUMBER(VIDIOC_G_SELECTION);
	NUMBER(VIDIOC_S_SELECTION);
	NUMBER(VIDIOC_ENUMINPUT);
	NUMBER(VIDIOC_G_INPUT);
	NUMBER(VIDIOC_S_INPUT);
	NUMBER(VIDIOC_G_PRIORITY);
	NUMBER(VIDIOC_S_PRIORITY);
}

static void __attribute__((used)) video4linux_constants(void)
{
	NUMBER(V4L2_CAP_VIDEO_CAPTURE);
	NUMBER(V4L2_CAP_VIDEO_OUTPUT);
	NUMBER(V4L2_CAP_VIDEO_CAPTURE_MPLANE);
	NUMBER(V4L2_CAP_VIDEO_OUTPUT_MPLANE);
	NUMBER(V4L2_CAP_VIDEO_M2M);
	NUMBER(V4L2_CAP_VIDEO_M2M_MPLANE);
	NUMBER(V4L2_CAP_META_CAPTURE);
	NUMBER(V4L2_CAP_EXT_PIX_FORMAT);
	NUMBER(V4L2_CAP_READWRITE);
	NUMBER(V4L2_CAP_STREAMING);
	NUMBER(V4L2_CAP_IO_MC);
	NUMBER(V4L2_CAP_DEVICE_CAPS);

	NUMBER(V4L2_BUF_TYPE_VIDEO_CAPTURE);
	NUMBER(V4L2_BUF_TYPE_VIDEO_OUTPUT);
	NUMBER(V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE);
	NUMBER(V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE);
	NUMBER(V4L2_MEMORY_MMAP);
	NUMBER(V4L2_MEMORY_USERPTR);
	NUMBER(V4L2_MEMORY_DMABUF);
	NUMBER(V4L2_FIELD_ANY);
	NUMBER(V4L2_FIELD_NONE);
	NUMBER(VIDEO_MAX_PLANES);
	NUMBER(VIDEO_MAX_FRAME);

	NUMBER(V4L2_BUF_CAP_SUPPORTS_MMAP);
	NUMBER(V4L2_BUF_CAP_SUPPORTS_DMABUF);
	NUMBER(V4L2_BUF_FLAG_MAPPED);
	NUMBER(V4L2_BUF_FLAG_QUEUED);
	NUMBER(V4L2_BUF_FLAG_DONE);
	NUMBER(V4L2_BUF_FLAG_KEYFRAME);
	NUMBER(V4L2_BUF_FLAG_PFRAME);
	NUMBER(V4L2_BUF_FLAG_BFRAME);
	NUMBER(V4L2_BUF_FLAG_ERROR);
	NUMBER(V4L2_BUF_FLAG_LAST);
	NUMBER(V4L2_BUF_FLAG_TIMESTAMP_MASK);
	NUMBER(V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN);
	NUMBER(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC);
	NUMBER(V4L2_BUF_FLAG_TIMESTAMP_COPY);
	NUMBER(V4L2_BUF_FLAG_TSTAMP_SRC_MASK);

	NUMBER(V4L2_FMT_FLAG_COMPRESSED);
	NUMBER(V4L2_FMT_FLAG_EMULATED);
	NUMBER(V4L2_FMT_FLAG_DYN_RESOLUTION);
	NUMBER(V4L2_FRMSIZE_TYPE_DISCRETE);
	NUMBER(V4L2_FRMSIZE_TYPE_CONTINUOUS);
	NUMBER(V4L2_FRMSIZE_TYPE_STEPWISE);
	NUMBER(V4L2_FRMIVAL_TYPE_DISCRETE);
	NUMBER(V4L2_FRMIVAL_TYPE_CONTINUOUS);
	NUMBER(V4L2_FRMIVAL_TYPE_STEPWISE);
	NUMBER(V4L2_CAP_TIMEPERFRAME);

	NUMBER(V4L2_PIX_FMT_YUV420);
	NUMBER(V4L2_PIX_FMT_YVU420);
	NUMBER(V4L2_PIX_FMT_NV12);
	NUMBER(V4L2_PIX_FMT_NV21);
	NUMBER(V4L2_PIX_FMT_YUYV);
	NUMBER(V4L2_PIX_FMT_UYVY);
	NUMBER(V4L2_PIX_FMT_RGB24);
	NUMBER(V4L2_PIX_FMT_MJPEG);
	NUMBER(V4L2_PIX_FMT_JPEG);
	NUMBER(V4L2_PIX_FMT_H264);

	NUMBER(V4L2_COLORSPACE_SMPTE170M);
	NUMBER(V4L2_COLORSPACE_REC709);
	NUMBER(V4L2_COLORSPACE_SRGB);
	NUMBER(V4L2_COLORSPACE_JPEG);
	NUMBER(V4L2_YCBCR_ENC_601);
	NUMBER(V4L2_YCBCR_ENC_709);
	NUMBER(V4L2_QUANTIZATION_FULL_RANGE);
	NUMBER(V4L2_QUANTIZATION_LIM_RANGE);

	NUMBER(V4L2_CTRL_TYPE_INTEGER);
	NUMBER(V4L2_CTRL_TYPE_BOOLEAN);
	NUMBER(V4L2_CTRL_TYPE_MENU);
	NUMBER(V4L2_CTRL_TYPE_BUTTON);
	NUMBER(V4L2_CTRL_TYPE_INTEGER64);
	NUMBER(V4L2_CTRL_TYPE_CTRL_CLASS);
	NUMBER(V4L2_CTRL_TYPE_STRING);
	NUMBER(V4L2_CTRL_TYPE_BITMASK);
	NUMBER(V4L2_CTRL_TYPE_INTEGER_MENU);
	NUMBER(V4L2_CTRL_FLAG_DISABLED);
	NUMBER(V4L2_CTRL_FLAG_GRABBED);
	NUMBER(V4L2_CTRL_FLAG_READ_ONLY);
	NUMBER(V4L2_CTRL_FLAG_UPDATE);
	NUMBER(V4L2_CTRL_FLAG_INACTIVE);
	NUMBER(V4L2_CTRL_FLAG_WRITE_ONLY);
	NUMBER(V4L2_CTRL_FLAG_VOLATILE);
	NUMBER(V4L2_CTRL_FLAG_HAS_PAYLOAD);
	NUMBER(V4L2_CTRL_FLAG_EXECUTE_ON_WRITE);
	NUMBER(V4L2_CTRL_FLAG_NEXT_CTRL);
	NUMBER(V4L2_CTRL_FLAG_NEXT_COMPOUND);
	NUMBER(V4L2_CTRL_WHICH_CUR_VAL);
	NUMBER(V4L2_CTRL_WHICH_DEF_VAL);

	NUMBER(V4L2_CID_BRIGHTNESS);
	NUMBER(V4L2_CID_CONTRAST);
	NUMBER(V4L2_CID_SATURATION);
	NUMBER(V4L2_CID_HUE);
	NUMBER(V4L2_CID_AUTO_WHITE_BALANCE);
	NUMBER(V4L2_CID_RED_BALANCE);
	NUMBER(V4L2_CID_BLUE_BALANCE);
	NUMBER(V4L2_CID_GAMMA);
	NUMBER(V4L2_CID_EXPOSURE);
	NUMBER(V4L2_CID_AUTOGAIN);
	NUMBER(V4L2_CID_GAIN);
	NUMBER(V4L2_CID_HFLIP);
	NUMBER(V4L2_CID_VFLIP);
	NUMBER(V4L2_CID_POWER_LINE_FREQUENCY);
	NUMBER(V4L2_CID_WHITE_BALANCE_TEMPERATURE);
	NUMBER(V4L2_CID_SHARPNESS);
	NUMBER(V4L2_CID_BACKLIGHT_COMPENSATION);
	NUMBER(V4L2_CID_ROTATE);
	NUMBER(V4L2_CID_EXPOSURE_AUTO);
	NUMBER(V4L2_CID_EXPOSURE_ABSOLUTE);
	NUMBER(V4L2_CID_EXPOSURE_AUTO_PRIORITY);
	NUMBER(V4L2_CID_AUTO_EXPOSURE_BIAS);
	NUMBER(V4L2_CID_FOCUS_ABSOLUTE);
	NUMBER(V4L2_CID_FOCUS_AUTO);
	NUMBER(V4L2_CID_AUTO_FOCUS_START);
	NUMBER(V4L2_CID_ZOOM_ABSOLUTE);
	NUMBER(V4L2_CID_PAN_ABSOLUTE);
	NUMBER(V4L2_CID_TILT_ABSOLUTE);
	NUMBER(V4L2_CID_ISO_SENSITIVITY);
	NUMBER(V4L2_CID_ANALOGUE_GAIN);
	NUMBER(V4L2_CID_DIGITAL_GAIN);
	NUMBER(V4L2_CID_MIN_BUFFERS_FOR_CAPTURE);
	NUMBER(V4L2_CID_MIN_BUFFERS_FOR_OUTPUT);
	NUMBER(V4L2_CID_MPEG_VIDEO_B_FRAMES);
	NUMBER(V4L2_CID_MPEG_VIDEO_GOP_SIZE);
	NUMBER(V4L2_CID_MPEG_VIDEO_BITRATE_MODE);
	NUMBER(V4L2_CID_MPEG_VIDEO_BITRATE);
	NUMBER(V4L2_CID_MPEG_VIDEO_BITRATE_PEAK);
	NUMBER(V4L2_CID_MPEG_VIDEO_HEADER_MODE);
	NUMBER(V4L2_CID_MPEG_VIDEO_REPEAT_SEQ_HEADER);
	NUMBER(V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME);
	NUMBER(V4L2_CID_MPEG_VIDEO_PREPEND_SPSPPS_TO_IDR);
	NUMBER(V4L2_CID_MPEG_VIDEO_FRAME_RC_ENABLE);
	NUMBER(V4L2_CID_MPEG_VIDEO_H264_I_PERIOD);
	NUMBER(V4L2_CID_MPEG_VIDEO_H264_LEVEL);
	NUMBER(V4L2_CID_MPEG_VIDEO_H264_PROFILE);
	NUMBER(V4L2_CID_MPEG_VIDEO_H264_MIN_QP);
	NUMBER(V4L2_CID_MPEG_VIDEO_H264_MAX_QP);
	NUMBER(V4L2_MPEG_VIDEO_BITRATE_MODE_VBR);
	NUMBER(V4L2_MPEG_VIDEO_BITRATE_MODE_CBR);
	NUMBER(V4L2_MPEG_VIDEO_HEADER_MODE_SEPARATE);
	NUMBER(V4L2_MPEG_VIDEO_HEADER_MODE_JOINED_WITH_1ST_FRAME);
	NUMBER(V4L2_MPEG_VIDEO_H264_PROFILE_BASELINE);
	NUMBER(V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_BASELINE);
	NUMBER(V4L2_MPEG_VIDEO_H264_PROFILE_MAIN);
	NUMBER(V4L2_MPEG_VIDEO_H264_PROFILE_HIGH);
	NUMBER(V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_HIGH);
	NUMBER(V4L2_MPEG_VIDEO_H264_LEVEL_1_0);
	NUMBER(V4L2_MPEG_VIDEO_H264_LEVEL_3_1);
	NUMBER(V4L2_MPEG_VIDEO_H264_LEVEL_4_0);
	NUMBER(V4L2_MPEG_VIDEO_H264_LEVEL_5_1);

	NUMBER(V4L2_EVENT_EOS);
	NUMBER(V4L2_EVENT_CTRL);
	NUMBER(V4L2_EVENT_SOURCE_CHANGE);
	NUMBER(V4L2_EVENT_CTRL_CH_VALUE);
	NUMBER(V4L2_EVENT_CTRL_CH_FLAGS);
	NUMBER(V4L2_EVENT_CTRL_CH_RANGE);
	NUMBER(V4L2_EVENT_SRC_CH_RESOLUTION);
	NUMBER(V4L2_EVENT_SUB_FL_SEND_INITIAL);
	NUMBER(V4L2_EVENT_SUB_FL_ALLOW_FEEDBACK);
	NUMBER(V4L2_ENC_CMD_START);
	NUMBER(V4L2_ENC_CMD_STOP);
	NUMBER(V4L2_SEL_TGT_CROP);
	NUMBER(V4L2_SEL_TGT_CROP_DEFAULT);
	NUMBER(V4L2_SEL_TGT_CROP_BOUNDS);
	NUMBER(V4L2_SEL_TGT_COMPOSE);
	NUMBER(V4L2_IN_ST_NO_POWER);
	NUMBER(V4L2_IN_ST_NO_SIGNAL);
	NUMBER(V4L2_IN_ST_HFLIP);
	NUMBER(V4L2_IN_ST_VFLIP);
}

static void __attribute__((used)) gpio(void)
{
	SIZE(gpiochip_info);
	OFFSET(gpiochip_info, name);
	OFFSET(gpiochip_info, label);
	OFFSET(gpiochip_info, lines);
	SIZE(gpio_v2_line_values);
	OFFSET(gpio_v2_line_values, bits);
	OFFSET(gpio_v2_line_values, mask);
	SIZE(gpio_v2_line_attribute);
	OFFSET(gpio_v2_line_attribute, id);
	OFFSET(gpio_v2_line_attribute, flags);
	OFFSET(gpio_v2_line_attribute, values);
	OFFSET(gpio_v2_line_attribute, debounce_period_us);
	SIZE(gpio_v2_line_config_attribute);
	OFFSET(gpio_v2_line_config_attribute, attr);
	OFFSET(gpio_v2_line_config_attribute, mask);
	SIZE(gpio_v2_line_config);
	OFFSET(gpio_v2_line_config, flags);
	OFFSET(gpio_v2_line_config, num_attrs);
	OFFSET(gpio_v2_line_config, padding);
	OFFSET(gpio_v2_line_config, attrs);
	SIZE(gpio_v2_line_request);
	OFFSET(gpio_v2_line_request, offsets);
	OFFSET(gpio_v2_line_request, consumer);
	OFFSET(gpio_v2_line_request, config);
	OFFSET(gpio_v2_line_request, num_lines);
	OFFSET(gpio_v2_line_request, event_buffer_size);
	OFFSET(gpio_v2_line_request, padding);
	OFFSET(gpio_v2_line_request, fd);
	SIZE(gpio_v2_line_info);
	OFFSET(gpio_v2_line_info, name);
	OFFSET(gpio_v2_line_info, consumer);
	OFFSET(gpio_v2_line_info, offset);
	OFFSET(gpio_v2_line_info, num_attrs);
	OFFSET(gpio_v2_line_info, flags);
	OFFSET(gpio_v2_line_info, attrs);
	SIZE(gpio_v2_line_info_changed);
	OFFSET(gpio_v2_line_info_changed, info);
	OFFSET(gpio_v2_line_info_changed, timestamp_ns);
	OFFSET(gpio_v2_line_info_changed, event_type);
	SIZE(gpio_v2_line_event);
	OFFSET(gpio_v2_line_event, timestamp_ns);
	OFFSET(gpio_v2_line_event, id);
	OFFSET(gpio_v2_line_event, offset);
	OFFSET(gpio_v2_line_event, seqno);
	OFFSET(gpio_v2_line_event, line_seqno);

	NUMBER(GPIO_GET_CHIPINFO_IOCTL);
	NUMBER(GPIO_GET_LINEINFO_UNWATCH_IOCTL);
	NUMBER(GPIO_V2_GET_LINEINFO_IOCTL);
	NUMBER(GPIO_V2_GET_LINEINFO_WATCH_IOCTL);
	NUMBER(GPIO_V2_GET_LINE_IOCTL);
	NUMBER(GPIO_V2_LINE_SET_CONFIG_IOCTL);
	NUMBER(GPIO_V2_LINE_GET_VALUES_IOCTL);
	NUMBER(GPIO_V2_LINE_SET_VALUES_IOCTL);

	NUMBER(GPIO_MAX_NAME_SIZE);
	NUMBER(GPIO_V2_LINES_MAX);
	NUMBER(GPIO_V2_LINE_NUM_ATTRS_MAX);
	NUMBER(GPIO_V2_LINE_FLAG_USED);
	NUMBER(GPIO_V2_LINE_FLAG_ACTIVE_LOW);
	NUMBER(GPIO_V2_LINE_FLAG_INPUT);
	NUMBER(GPIO_V2_LINE_FLAG_OUTPUT);
	NUMBER(GPIO_V2_LINE_FLAG_EDGE_RISING);
	NUMBER(GPIO_V2_LINE_FLAG_EDGE_FALLING);
	NUMBER(GPIO_V2_LINE_FLAG_OPEN_DRAIN);
	NUMBER(GPIO_V2_LINE_FLAG_OPEN_SOURCE);
	NUMBER(GPIO_V2_LINE_FLAG_BIAS_PULL_UP);
	NUMBER(GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN);
	NUMBER(GPIO_V2_LINE_FLAG_BIAS_DISABLED);
	NUMBER(GPIO_V2_LINE_FLAG_EVENT_CLOCK_REALTIME);
	NUMBER(GPIO_V2_LINE_ATTR_ID_FLAGS);
	NUMBER(GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES);
	NUMBER(GPIO_V2_LINE_ATTR_ID_DEBOUNCE);
	NUMBER(GPIO_V2_LINE_EVENT_RISING_EDGE);
	NUMBER(GPIO_V2_LINE_EVENT_FALLING_EDGE);
}

static void __attribute__((used)) other_devices(void)
{
	SIZE(dma_buf_sync);
	OFFSET(dma_buf_sync, flags);
	NUMBER(DMA_BUF_IOCTL_SYNC);
	NUMBER(DMA_BUF_SYNC_READ);
	NUMBER(DMA_BUF_SYNC_WRITE);
	NUMBER(DMA_BUF_SYNC_START);
	NUMBER(DMA_BUF_SYNC_END);
	SIZE(dma_heap_allocation_data);
	OFFSET(dma_heap_allocation_data, len);
	OFFSET(dma_heap_allocation_data, fd);
	OFFSET(dma_heap_allocation_data, fd_flags);
	OFFSET(dma_heap_allocation_data, heap_flags);
	NUMBER(DMA_HEAP_IOCTL_ALLOC);

	SIZE(media_device_info);
	NUMBER(MEDIA_IOC_DEVICE_INFO);

	SIZE(i2c_msg);
	OFFSET(i2c_msg, addr);
	OFFSET(i2c_msg, flags);
	OFFSET(i2c_msg, len);
	OFFSET(i2c_msg, buf);
	SIZE(i2c_rdwr_ioctl_data);
	OFFSET(i2c_rdwr_ioctl_data, msgs);
	OFFSET(i2c_rdwr_ioctl_data, nmsgs);
	SIZE(i2c_smbus_ioctl_data);
	OFFSET(i2c_smbus_ioctl_data, read_write);
	OFFSET(i2c_smbus_ioctl_data, command);
	OFFSET(i2c_smbus_ioctl_data, size);
	OFFSET(i2c_smbus_ioctl_data, data);
	NUMBER(I2C_SLAVE);
	NUMBER(I2C_FUNCS);
	NUMBER(I2C_RDWR);
	NUMBER(I2C_SMBUS);

	SIZE(uvc_xu_control_query);
	OFFSET(uvc_xu_control_query, unit);
	OFFSET(uvc_xu_control_query, selector);
	OFFSET(uvc_xu_control_query, query);
	OFFSET(uvc_xu_control_query, size);
	OFFSET(uvc_xu_control_query, data);
	NUMBER(UVCIOC_CTRL_QUERY);
	NUMBER(UVC_SET_CUR);
	NUMBER(UVC_GET_LEN);
	NUMBER(UVC_VC_EXTENSION_UNIT);

	SIZE(spi_ioc_transfer);
	NUMBER(WDIOC_KEEPALIVE);
	NUMBER(WDIOC_SETTIMEOUT);
	NUMBER(WDIOC_GETTIMEOUT);
}
