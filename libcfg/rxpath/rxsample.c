/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The receive path at one moment: memory and look-ups. */
#include "rxsample.h"

#include <stdlib.h>
#include <string.h>

struct rxsample *rxsample_new(void)
{
	struct rxsample *sample = calloc(1, sizeof(*sample));

	if (!sample)
		return NULL;
	sample->arena = arena_new();
	if (sample->arena)
		return sample;
	free(sample);
	return NULL;
}

void rxsample_free(struct rxsample *sample)
{
	if (!sample)
		return;
	arena_free(sample->arena);
	free(sample);
}

void rxsample_freep(struct rxsample **sample)
{
	rxsample_free(*sample);
	*sample = NULL;
}

bool rxsample_counter(const struct rxsample *sample, const char *name,
		      uint64_t *ret_value)
{
	for (size_t i = 0; i < sample->counters.n; i++) {
		if (strcmp(sample->counters.items[i].name, name) != 0)
			continue;
		*ret_value = sample->counters.items[i].value;
		return true;
	}
	return false;
}

const struct rxcpu *rxsample_cpu(const struct rxsample *sample, uint32_t id)
{
	for (size_t i = 0; i < sample->cpus.n; i++) {
		if (sample->cpus.items[i].id == id)
			return &sample->cpus.items[i];
	}
	return NULL;
}
