// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/string.h>
#include "vih264_faults.h"

static const char *const names[] = {
	[FAULT_NONE] = "none",	     [FAULT_ERROR] = "error",	  [FAULT_FATAL] = "fatal",
	[FAULT_HANG] = "hang",	     [FAULT_EMPTY] = "empty",	  [FAULT_CORRUPT] = "corrupt",
	[FAULT_TORN] = "torn",	     [FAULT_BACKWARDS] = "backwards", [FAULT_DROP] = "drop",
};

static int fault = FAULT_NONE;

static int set_fault(const char *value, const struct kernel_param *parameter)
{
	int index = sysfs_match_string(names, value);

	if (index < 0)
		return index;
	WRITE_ONCE(fault, index);
	return 0;
}

static int get_fault(char *buffer, const struct kernel_param *parameter)
{
	return sysfs_emit(buffer, "%s\n", names[READ_ONCE(fault)]);
}

static const struct kernel_param_ops fault_ops = { .set = set_fault, .get = get_fault };
module_param_cb(fault, &fault_ops, NULL, 0644);
MODULE_PARM_DESC(fault, "none, error, fatal, hang, empty, corrupt, torn, backwards or drop");

static int fault_frames = -1;
module_param(fault_frames, int, 0644);
MODULE_PARM_DESC(fault_frames, "how many more frames the fault is for; -1: all");

bool vih264_multiplanar;
module_param_named(multiplanar, vih264_multiplanar, bool, 0444);
MODULE_PARM_DESC(multiplanar, "speak the multi-planar API, as the encoder of a Pi does");

int vih264_open_error;
module_param_named(open_error, vih264_open_error, int, 0644);
MODULE_PARM_DESC(open_error, "errno that open() fails with");

int vih264_stream_error;
module_param_named(stream_error, vih264_stream_error, int, 0644);
MODULE_PARM_DESC(stream_error, "errno that VIDIOC_STREAMON fails with");

int vih264_instances = 8;
module_param_named(instances, vih264_instances, int, 0644);
MODULE_PARM_DESC(instances, "how many may have it open; one more gets EBUSY");

int vih264_delay;
module_param_named(delay, vih264_delay, int, 0644);
MODULE_PARM_DESC(delay, "frames it wants to have beyond the one it encodes");

int vih264_milliseconds;
module_param_named(milliseconds, vih264_milliseconds, int, 0644);
MODULE_PARM_DESC(milliseconds, "how long a frame takes");

#define LACKS 16
static unsigned int lacks[LACKS];
static unsigned int lacking;
module_param_array(lacks, uint, &lacking, 0444);
MODULE_PARM_DESC(lacks, "control ids that it does not have");

bool vih264_lacks(u32 control)
{
	for (unsigned int i = 0; i < lacking; i++)
		if (lacks[i] == control)
			return true;
	return false;
}

enum vih264_fault vih264_fault(void)
{
	return fault_frames ? READ_ONCE(fault) : FAULT_NONE;
}

enum vih264_fault vih264_next_fault(void)
{
	enum vih264_fault now = vih264_fault();

	if (now != FAULT_NONE && fault_frames > 0)
		fault_frames--;
	return now;
}
