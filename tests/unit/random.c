/* SPDX-License-Identifier: GPL-2.0-or-later */
/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
 */
#include "random.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t seed, state;

static uint64_t next(void)
{
	uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void random_start(void)
{
	const char *text = getenv("NICCTL_SEED");
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	seed = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	if (text)
		seed = strtoull(text, NULL, 0);
	printf("# repeat with NICCTL_SEED=%llu\n", (unsigned long long)seed);
	fflush(stdout);
	random_round(0);
}

void random_round(uint64_t round)
{
	state = seed + round * UINT64_C(0xd1342543de82ef95);
	(void)next(); /* neighbouring rounds start alike */
}

unsigned int random_below(unsigned int below)
{
	return (unsigned int)(next() % below);
}

bool random_percent(unsigned int percent)
{
	return random_below(100) < percent;
}

unsigned int random_count(const char *name, unsigned int otherwise)
{
	const char *text = getenv(name);

	return text ? (unsigned int)strtoul(text, NULL, 10) : otherwise;
}

bool random_leaves_out(void)
{
	static unsigned int calls;

	return calls++ % random_count("NICCTL_EVERY", 1) != 0;
}
