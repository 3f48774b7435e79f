/* SPDX-License-Identifier: GPL-2.0 */
/* What the virtual encoder is told to do wrong: module parameters, which can be written while it runs. */
#pragma once
#include <linux/types.h>

enum vih264_fault {
	FAULT_NONE,
	FAULT_ERROR,     /* buffers come back with V4L2_BUF_FLAG_ERROR */
	FAULT_FATAL,     /* the queues fail: POLLERR, and EIO from then on */
	FAULT_HANG,      /* no output, no buffer comes back */
	FAULT_EMPTY,     /* CAPTURE buffers without a byte */
	FAULT_CORRUPT,   /* CAPTURE buffers full of noise */
	FAULT_TORN,      /* the last NAL unit is cut off in the middle */
	FAULT_BACKWARDS, /* time stamps go back by a second */
	FAULT_DROP,      /* the frame is swallowed: an OUTPUT buffer comes back without a CAPTURE buffer */
};

/* The fault of the next frame; counts it against `fault_frames`. */
enum vih264_fault vih264_next_fault(void);
/* The fault without counting it. */
enum vih264_fault vih264_fault(void);

extern int vih264_open_error, vih264_stream_error, vih264_instances, vih264_delay, vih264_milliseconds;
extern bool vih264_multiplanar;
bool vih264_lacks(u32 control);
