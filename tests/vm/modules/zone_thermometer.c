// SPDX-License-Identifier: GPL-2.0
/*
 * A thermal zone, as a Pi's processor has one.
 *
 *   type          the zone's type
 *   temperature   milli-degrees Celsius, writable while it runs
 *   failing       1: reading it is an I/O error
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/thermal.h>

static char *type = "cpu-thermal";
module_param(type, charp, 0444);
MODULE_PARM_DESC(type, "the zone's type");

static int temperature = 48312;
module_param(temperature, int, 0644);
MODULE_PARM_DESC(temperature, "milli-degrees Celsius");

static bool failing;
module_param(failing, bool, 0644);
MODULE_PARM_DESC(failing, "whether reading fails");

static struct thermal_zone_device *zone;

static int get_temp(struct thermal_zone_device *device, int *value)
{
	if (failing)
		return -EIO;
	*value = temperature;
	return 0;
}

static int __init zone_thermometer_init(void)
{
	static const struct thermal_zone_device_ops ops = { .get_temp = get_temp };

	zone = thermal_tripless_zone_device_register(type, NULL, &ops, NULL);
	return PTR_ERR_OR_ZERO(zone);
}

static void __exit zone_thermometer_exit(void)
{
	thermal_zone_device_unregister(zone);
}

module_init(zone_thermometer_init);
module_exit(zone_thermometer_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("thermal zone whose temperature is what it is told");
