/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two made-up samples of the receive path. */
#include "rxpair.h"

#include <stdlib.h>

#include "test.h"

void rxpair_set(struct rxsample *sample, const char *name, uint64_t value)
{
	struct rxcounter *counter = ARENA_PUSH(sample->arena, &sample->counters);

	assert_non_null(counter);
	counter->name = name;
	counter->value = value;
}

void rxpair_rise(struct rxpair *pair, const char *name, uint64_t by)
{
	rxpair_set(pair->from, name, 1000);
	rxpair_set(pair->to, name, 1000 + by);
}

static struct rxsample *rxpair_sample(int64_t at_us)
{
	struct rxsample *sample = rxsample_new();

	assert_non_null(sample);
	sample->at_us = at_us;
	sample->ticks_per_s = RXPAIR_TICKS;
	sample->ifname = "eth0";
	sample->driver = "ice";
	sample->is_up = true;
	sample->has_carrier = true;
	for (uint32_t i = 0; i < 2; i++) {
		struct rxcpu *cpu = ARENA_PUSH(sample->arena, &sample->cpus);
		struct rxqueue *queue = ARENA_PUSH(sample->arena, &sample->queues);
		struct rxvector *vector = ARENA_PUSH(sample->arena, &sample->vectors);

		assert_true(cpu && queue && vector);
		cpu->id = i;
		queue->index = i;
		queue->has_packets = true;
		vector->irq = 40 + i;
		vector->name = i ? "ice-eth0-TxRx-1" : "ice-eth0-TxRx-0";
		for (uint32_t k = 0; k < 2; k++) {
			struct rxvector_count *count =
				ARENA_PUSH(sample->arena, &vector->counts);

			assert_non_null(count);
			count->cpu = k;
		}
	}
	return sample;
}

int rxpair_begin(void **state)
{
	struct rxpair *pair = calloc(1, sizeof(*pair));

	assert_non_null(pair);
	pair->from = rxpair_sample(5000000);
	pair->to = rxpair_sample(6000000);
	pair->arena = arena_new();
	assert_non_null(pair->arena);
	for (size_t i = 0; i < 2; i++) {
		pair->to->cpus.items[i].total_ticks = RXPAIR_TICKS;
		pair->to->cpus.items[i].idle_ticks = RXPAIR_TICKS;
	}
	*state = pair;
	return 0;
}

int rxpair_end(void **state)
{
	struct rxpair *pair = *state;

	rxsample_free(pair->from);
	rxsample_free(pair->to);
	arena_free(pair->arena);
	free(pair);
	return 0;
}

void rxpair_load(struct rxpair *pair, size_t cpu, uint64_t soft_percent)
{
	pair->to->cpus.items[cpu].softirq_ticks = soft_percent;
	pair->to->cpus.items[cpu].idle_ticks = RXPAIR_TICKS - soft_percent;
}

void rxpair_interrupt(struct rxpair *pair, size_t vector, size_t cpu, uint64_t n)
{
	pair->to->vectors.items[vector].counts.items[cpu].count += n;
	pair->to->queues.items[vector].packets += n * 10;
}

const struct rxreport *rxpair_make(struct rxpair *pair)
{
	struct nic_err err = {0};

	if (rxreport_make(pair->from, pair->to, pair->arena, &pair->report, &err) < 0)
		fail_msg("%s", err.message);
	assert_non_null(pair->report.verdict);
	return &pair->report;
}

bool rxpair_has_text(const struct strv *list, const char *part)
{
	for (size_t i = 0; i < list->n; i++) {
		if (strstr(list->items[i], part))
			return true;
	}
	return false;
}
