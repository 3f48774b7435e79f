/* Makes the compiler write a constant into its assembly output, one "abi: NAME HIGH LOW" a line, so that a layout can be read for a machine
 * that cannot run here: nothing is linked and nothing is started. %c prints an operand as a plain number on every architecture, and two
 * halves of 16 bits fit every architecture's idea of one (a request number has its top bit set). */
#pragma once
#include <stddef.h>

#define EMIT(name, value) \
	__asm__ volatile("\nabi: " name " %c0 %c1" : : "i"((unsigned long)(value) >> 16 & 0xffff), "i"((value) & 0xffff))

#define SIZE(type) EMIT("sizeof(" #type ")", sizeof(struct type))
#define OFFSET(type, member) EMIT("offsetof(" #type "," #member ")", offsetof(struct type, member))
#define NUMBER(name) EMIT(#name, name)
