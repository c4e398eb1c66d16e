/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What only the driver tells, by the ethtool ioctls: its statistics have no other way. */
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rxmeaning.h"
#include "rxparts.h"
#include "sysfs.h"

/* No driver has that many; a larger answer is not believed. */
#define MAX_COUNTERS 65536
#define MAX_INDIRECTION 65536

struct asker {
	int fd;
	struct rxsample *sample;
};

static int ask(const struct asker *asker, void *question)
{
	struct ifreq request = {.ifr_data = question};

	(void)snprintf(request.ifr_name, sizeof(request.ifr_name), "%s",
		       asker->sample->ifname);
	return ioctl(asker->fd, SIOCETHTOOL, &request) < 0 ? -errno : 0;
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

static void read_ring(const struct asker *asker)
{
	struct ethtool_ringparam ring = {.cmd = ETHTOOL_GRINGPARAM};

	if (ask(asker, &ring) < 0 || ring.rx_pending == 0)
		return;
	asker->sample->has_ring = true;
	asker->sample->ring = ring.rx_pending;
	asker->sample->ring_max = ring.rx_max_pending;
}

static struct rxqueue *find_queue(struct rxsample *sample, uint32_t index)
{
	for (size_t i = 0; i < sample->queues.n; i++) {
		if (sample->queues.items[i].index == index)
			return &sample->queues.items[i];
	}
	return NULL;
}

static void take_table(struct rxsample *sample, const struct ethtool_rxfh_indir *table)
{
	for (size_t i = 0; i < sample->queues.n; i++)
		sample->queues.items[i].has_weight = true;
	for (uint32_t i = 0; i < table->size; i++) {
		struct rxqueue *queue = find_queue(sample, table->ring_index[i]);

		if (queue)
			queue->weight++;
	}
}

static void read_table(const struct asker *asker)
{
	struct ethtool_rxfh_indir size = {.cmd = ETHTOOL_GRXFHINDIR};
	struct ethtool_rxfh_indir *table;

	if (ask(asker, &size) < 0 || size.size == 0 || size.size > MAX_INDIRECTION)
		return;
	table = calloc(1, sizeof(*table) + size.size * sizeof(table->ring_index[0]));
	if (!table)
		return;
	table->cmd = ETHTOOL_GRXFHINDIR;
	table->size = size.size;
	if (ask(asker, table) == 0 && table->size == size.size)
		take_table(asker->sample, table);
	free(table);
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
	NIC_CLEANUP(sysfs_closep)
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct asker asker = {fd, sample};
	uint32_t n;

	if (fd < 0)
		return;
	n = read_info(&asker);
	if (n > 0)
		read_counters(&asker, n);
	take_queue_packets(sample);
	read_ring(&asker);
	read_table(&asker);
}
