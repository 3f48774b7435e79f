// SPDX-License-Identifier: GPL-2.0
/*
 * LEDs that only remember how bright they are, /sys/class/leds/NAME.
 *
 *   names    of each one; how many are given is how many there are
 *   maximum  the brightness of each one that is full
 */
#include <linux/leds.h>
#include <linux/module.h>

#define LAMPS 4

static char *names[LAMPS] = { "status", "infrared" };
static unsigned int lamps = 2;
module_param_array(names, charp, &lamps, 0444);
MODULE_PARM_DESC(names, "the LEDs' names");

static int maximum[LAMPS] = { 1, 255, 255, 255 };
module_param_array(maximum, int, NULL, 0444);
MODULE_PARM_DESC(maximum, "full brightness of each");

static struct led_classdev leds[LAMPS];

/* The class keeps the value; there is nothing to light. */
static void brightness_set(struct led_classdev *led, enum led_brightness brightness)
{
}

static void __exit lamp_exit(void)
{
	while (lamps > 0)
		led_classdev_unregister(&leds[--lamps]);
}

static int __init lamp_init(void)
{
	for (unsigned int i = 0; i < lamps; i++) {
		int failure;

		leds[i].name = names[i];
		leds[i].max_brightness = maximum[i];
		leds[i].brightness_set = brightness_set;
		failure = led_classdev_register(NULL, &leds[i]);
		if (failure) {
			while (i > 0)
				led_classdev_unregister(&leds[--i]);
			return failure;
		}
	}
	return 0;
}

module_init(lamp_init);
module_exit(lamp_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("LEDs that only remember how bright they are");
