/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What only the driver tells. Its statistics have no other way than an ioctl. */
#include <linux/ethtool.h>
#include <net/if.h>
#include <stdlib.h>

#include "ethtool.h"
#include "rxmeaning.h"
#include "rxparts.h"

/* No driver has that many; a larger answer is not believed. */
#define MAX_COUNTERS 65536

struct asker {
	struct ethtool ethtool;
	uint32_t ifindex;
	struct rxsample *sample;
};

static int ask(const struct asker *asker, void *question)
{
	return ethtool_ioctl(&asker->ethtool, asker->ifindex, question);
}

/* How many statistics the driver has; 0: none, or it does not say. */
static uint32_t read_info(const struct asker *asker)
{
	struct ethtool_drvinfo info = {.cmd = ETHTOOL_GDRVINFO};
	struct rxsample *sample = asker->sample;

	if (ask(asker, &info) < 0)
		return 0;
	sample->driver = arena_strndup(sample->arena, info.driver, sizeof(info.driver));
	return info.n_stats <= MAX_COUNTERS ? info.n_stats : 0;
}

static void take_counters(struct rxsample *sample, const struct ethtool_gstrings *names,
			  const struct ethtool_stats *values)
{
	uint32_t n = names->len < values->n_stats ? names->len : values->n_stats;

	for (uint32_t i = 0; i < n; i++) {
		const char *name =
			(const char *)names->data + (size_t)i * ETH_GSTRING_LEN;
		struct rxcounter *counter = ARENA_PUSH(sample->arena, &sample->counters);

		if (!counter)
			return;
		counter->name = arena_strndup(sample->arena, name, ETH_GSTRING_LEN);
		counter->value = values->data[i];
	}
}

/* The number may change between the questions: there is room for as many again. */
static void read_counters(const struct asker *asker, uint32_t n)
{
	struct ethtool_gstrings *names =
		calloc(1, sizeof(*names) + (size_t)2 * n * ETH_GSTRING_LEN);
	struct ethtool_stats *values =
		calloc(1, sizeof(*values) + (size_t)2 * n * sizeof(uint64_t));

	if (names && values) {
		names->cmd = ETHTOOL_GSTRINGS;
		names->string_set = ETH_SS_STATS;
		names->len = n;
		values->cmd = ETHTOOL_GSTATS;
		values->n_stats = n;
		if (ask(asker, names) == 0 && names->len == n &&
		    ask(asker, values) == 0 && values->n_stats == n)
			take_counters(asker->sample, names, values);
	}
	free(names);
	free(values);
}

static void read_ring(struct asker *asker)
{
	struct rxsample *sample = asker->sample;
	struct ethtool_settings rings = {0};
	const struct ethtool_setting *rx;

	if (ethtool_settings_read(&asker->ethtool, asker->ifindex, ETHTOOL_GROUP_RINGS,
				  sample->arena, &rings) < 0)
		return;
	rx = ethtool_settings_find(&rings, "rx");
	if (!rx || rx->value == 0)
		return;
	sample->has_ring = true;
	sample->ring = rx->value;
	sample->ring_max = rx->has_max ? rx->max : rx->value;
}

static struct rxqueue *find_queue(struct rxsample *sample, uint32_t index)
{
	for (size_t i = 0; i < sample->queues.n; i++) {
		if (sample->queues.items[i].index == index)
			return &sample->queues.items[i];
	}
	return NULL;
}

static void read_table(struct asker *asker)
{
	struct rxsample *sample = asker->sample;
	struct ethtool_rss rss;

	if (ethtool_rss_read(&asker->ethtool, asker->ifindex, sample->arena, &rss) < 0 ||
	    rss.table.n == 0)
		return;
	for (size_t i = 0; i < sample->queues.n; i++)
		sample->queues.items[i].has_weight = true;
	for (size_t i = 0; i < rss.table.n; i++) {
		struct rxqueue *queue = find_queue(sample, rss.table.items[i]);

		if (queue)
			queue->weight++;
	}
}

static void take_queue_packets(struct rxsample *sample)
{
	for (size_t i = 0; i < sample->counters.n; i++) {
		struct rxqueue *queue;
		uint32_t index;

		if (!rxmeaning_queue(sample->counters.items[i].name, &index))
			continue;
		queue = find_queue(sample, index);
		if (!queue)
			continue;
		queue->has_packets = true;
		queue->packets += sample->counters.items[i].value;
	}
}

void rxdriver_read(struct rxsample *sample)
{
	struct asker asker = {.ifindex = if_nametoindex(sample->ifname),
			      .sample = sample};
	uint32_t n;

	if (!asker.ifindex || ethtool_open(&asker.ethtool, NULL) < 0)
		return;
	n = read_info(&asker);
	if (n > 0)
		read_counters(&asker, n);
	take_queue_packets(sample);
	read_ring(&asker);
	read_table(&asker);
	ethtool_close(&asker.ethtool);
}
