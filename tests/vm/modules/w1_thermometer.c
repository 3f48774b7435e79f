// SPDX-License-Identifier: GPL-2.0
/*
 * A 1-wire bus with up to four DS18B20 thermometers on it. The bytes of the bus, not its bits, are played: w1 hands whole bytes to a master
 * that takes them. What a thermometer says is in the data sheet of the DS18B20: family code 0x28, a scratchpad of nine bytes, the last a CRC.
 *
 *   temperature   milli-degrees Celsius of each one, writable while it runs; how many are given is how many there are
 *   present       0: nobody answers a reset or a search, as with the cable cut
 *   garbled       1: the scratchpad's CRC is wrong
 */
#include <linux/math.h>
#include <linux/module.h>
#include <linux/w1.h>

#define THERMOMETERS 4
#define FAMILY 0x28
#define CONVERT_TEMPERATURE 0x44
#define WRITE_SCRATCHPAD 0x4e
#define READ_SCRATCHPAD 0xbe

static int temperature[THERMOMETERS] = { 21500 };
static unsigned int thermometers = 1;
module_param_array(temperature, int, &thermometers, 0644);
MODULE_PARM_DESC(temperature, "milli-degrees Celsius of each thermometer");

static bool present = true;
module_param(present, bool, 0644);
MODULE_PARM_DESC(present, "whether anybody is on the bus");

static bool garbled;
module_param(garbled, bool, 0644);
MODULE_PARM_DESC(garbled, "whether the scratchpad's CRC is wrong");

struct thermometer {
	u8 rom[8];
	/* Temperature (2, little-endian, 1/16 degree), alarm limits (2), resolution, reserved (3), CRC. */
	u8 scratchpad[9];
};

static struct thermometer bus[THERMOMETERS];

/* What the bus expects next. The w1 core lets one transaction on the bus at a time. */
static enum { IDLE, ROM_COMMAND, ROM, FUNCTION, READING, WRITING } state;
static struct thermometer *selected;
static u8 rom[8];
static unsigned int position;

static void convert(struct thermometer *one)
{
	s16 sixteenths = DIV_ROUND_CLOSEST(temperature[one - bus] * 16, 1000);

	one->scratchpad[0] = sixteenths;
	one->scratchpad[1] = sixteenths >> 8;
}

static struct thermometer *find(const u8 *wanted)
{
	for (unsigned int i = 0; i < thermometers; i++)
		if (!memcmp(bus[i].rom, wanted, sizeof(bus[i].rom)))
			return &bus[i];
	return NULL;
}

static u8 reset_bus(void *data)
{
	state = ROM_COMMAND;
	return present ? 0 : 1;
}

static void write_byte(void *data, u8 byte)
{
	switch (state) {
	case ROM_COMMAND:
		position = 0;
		selected = &bus[0];
		state = byte == W1_MATCH_ROM ? ROM : byte == W1_SKIP_ROM ? FUNCTION : IDLE;
		break;
	case ROM:
		rom[position++] = byte;
		if (position < sizeof(rom))
			break;
		selected = find(rom);
		state = selected ? FUNCTION : IDLE;
		break;
	case FUNCTION:
		state = IDLE;
		if (byte == CONVERT_TEMPERATURE) {
			convert(selected);
		} else if (byte == READ_SCRATCHPAD) {
			selected->scratchpad[8] = w1_calc_crc8(selected->scratchpad, 8) ^ (garbled ? 0x55 : 0);
			position = 0;
			state = READING;
		} else if (byte == WRITE_SCRATCHPAD) {
			position = 2;
			state = WRITING;
		}
		break;
	case WRITING:
		selected->scratchpad[position++] = byte;
		if (position == 5)
			state = IDLE;
		break;
	default:
		break;
	}
}

/* Ones are the bus at rest: also the answer to "are you powered by the bus", which is no. */
static u8 read_byte(void *data)
{
	if (state != READING || !present || position == sizeof(selected->scratchpad))
		return 0xff;
	return selected->scratchpad[position++];
}

static u8 touch_bit(void *data, u8 bit)
{
	return bit;
}

static void search(void *data, struct w1_master *master, u8 type, w1_slave_found_callback found)
{
	for (unsigned int i = 0; present && i < thermometers; i++)
		found(master, le64_to_cpup((const __le64 *)bus[i].rom));
}

static struct w1_bus_master master = {
	.touch_bit = touch_bit,
	.read_byte = read_byte,
	.write_byte = write_byte,
	.reset_bus = reset_bus,
	.search = search,
};

static int __init w1_thermometer_init(void)
{
	static const u8 fresh[8] = { 0x50, 0x05, 75, 70, 0x7f, 0xff, 0x0c, 0x10 };

	for (int i = 0; i < THERMOMETERS; i++) {
		bus[i].rom[0] = FAMILY;
		bus[i].rom[1] = i + 1;
		bus[i].rom[7] = w1_calc_crc8(bus[i].rom, 7);
		memcpy(bus[i].scratchpad, fresh, sizeof(fresh));
	}
	return w1_add_master_device(&master);
}

static void __exit w1_thermometer_exit(void)
{
	w1_remove_master_device(&master);
}

module_init(w1_thermometer_init);
module_exit(w1_thermometer_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("1-wire bus with DS18B20 thermometers that are not there");
