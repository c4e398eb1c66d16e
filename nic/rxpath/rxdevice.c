/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The network device: state, common counters, queues, settings. */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "rxparts.h"
#include "sysfs.h"

struct number_file {
	const char *path;
	size_t offset; /* of a uint64_t in the sample */
};

static const struct number_file device_files[] = {
	{"napi_defer_hard_irqs", offsetof(struct rxsample, defer_hard_irqs)},
	{"gro_flush_timeout", offsetof(struct rxsample, gro_flush_ns)},
};

static const struct number_file core_files[] = {
	{"netdev_budget", offsetof(struct rxsample, budget)},
	{"netdev_budget_usecs", offsetof(struct rxsample, budget_us)},
};

static void read_numbers(int dirfd, const struct number_file *files, size_t n,
			 struct rxsample *sample)
{
	int64_t number;

	for (size_t i = 0; i < n; i++) {
		if (sysfs_number(dirfd, files[i].path, &number) == 0 && number > 0)
			*(uint64_t *)((char *)sample + files[i].offset) =
				(uint64_t)number;
	}
}

static void read_state(int dir, struct rxsample *sample)
{
	int64_t number;

	if (sysfs_number(dir, "flags", &number) == 0)
		sample->is_up = (number & IFF_UP) != 0;
	sample->has_carrier = sysfs_number(dir, "carrier", &number) == 0 && number == 1;
	if (sysfs_number(dir, "speed", &number) == 0 && number > 0) {
		sample->has_speed = true;
		sample->speed_mbps = (uint32_t)number;
	}
	if (sysfs_number(dir, "threaded", &number) == 0)
		sample->is_threaded = number == 1;
	if ((sysfs_number(dir, "device/numa_node", &number) == 0 ||
	     sysfs_number(dir, "device/../numa_node", &number) == 0) &&
	    number >= 0) {
		sample->has_node = true;
		sample->node = (int32_t)number;
	}
	read_numbers(dir, device_files, NIC_ARRAY_SIZE(device_files), sample);
}

static void read_counters(int device, struct rxsample *sample)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(device, "statistics");
	const struct dirent *entry;
	int64_t value;

	while (dir && (entry = readdir(dir))) {
		struct rxcounter *counter;

		if (sysfs_number(dirfd(dir), entry->d_name, &value) < 0)
			continue;
		counter = ARENA_PUSH(sample->arena, &sample->counters);
		if (!counter)
			return;
		counter->name = arena_printf(sample->arena, "link.%s", entry->d_name);
		counter->value = (uint64_t)value;
	}
}

static bool has_bits(const char *mask)
{
	return mask[strspn(mask, "0,")] != '\0';
}

static void take_queue(struct rxsample *sample, int dir, const char *name)
{
	char path[300], mask[1024];
	struct rxqueue *queue;
	int64_t timeouts;
	uint64_t index;

	if (strncmp(name, "tx-", 3) == 0) {
		(void)snprintf(path, sizeof(path), "%s/xps_cpus", name);
		if (sysfs_read(dir, path, mask, sizeof(mask)) > 0 && has_bits(mask))
			sample->has_xps = true;
		(void)snprintf(path, sizeof(path), "%s/tx_timeout", name);
		if (sysfs_number(dir, path, &timeouts) == 0 && timeouts > 0)
			sample->tx_timeouts += (uint64_t)timeouts;
	}
	if (strncmp(name, "rx-", 3) != 0 || !sysfs_take_number(name + 3, &index))
		return;
	queue = ARENA_PUSH(sample->arena, &sample->queues);
	if (!queue)
		return;
	queue->index = (uint32_t)index;
	(void)snprintf(path, sizeof(path), "%s/rps_cpus", name);
	if (sysfs_read(dir, path, mask, sizeof(mask)) > 0)
		queue->rps_cpus = arena_strdup(sample->arena, mask);
}

static int by_index(const void *a, const void *b)
{
	const struct rxqueue *left = a, *right = b;

	return (left->index > right->index) - (left->index < right->index);
}

static void read_queues(int device, struct rxsample *sample)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(device, "queues");
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		take_queue(sample, dirfd(dir), entry->d_name);
	if (sample->queues.n)
		qsort(sample->queues.items, sample->queues.n,
		      sizeof(*sample->queues.items), by_index);
}

static void read_core(int rootfd, struct rxsample *sample)
{
	NIC_CLEANUP(sysfs_closep)
	int dir = openat(rootfd, "proc/sys/net/core", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int64_t poll = 0, read = 0;

	if (dir < 0)
		return;
	read_numbers(dir, core_files, NIC_ARRAY_SIZE(core_files), sample);
	(void)sysfs_number(dir, "busy_poll", &poll); /* absent: not built in */
	(void)sysfs_number(dir, "busy_read", &read);
	sample->busy_poll_us = (uint64_t)(poll > read ? poll : read);
}

/* The number below @column in the pair of lines that begin with @protocol. */
static void add_from_table(int rootfd, const char *protocol, const char *column,
			   uint64_t *sum)
{
	NIC_CLEANUP(rxfile_closep) FILE *file = rxfile_open(rootfd, "proc/net/snmp");
	char names[1024], values[1024], *name_at = NULL, *value_at = NULL;

	while (file && fgets(names, sizeof(names), file) &&
	       fgets(values, sizeof(values), file)) {
		const char *name = strtok_r(names, " \n", &name_at);
		const char *value = strtok_r(values, " \n", &value_at);

		if (!name || strcmp(name, protocol) != 0)
			continue;
		for (; name && value; name = strtok_r(NULL, " \n", &name_at),
				      value = strtok_r(NULL, " \n", &value_at)) {
			if (strcmp(name, column) == 0)
				*sum += strtoull(value, NULL, 10);
		}
	}
}

static void add_from_list(int rootfd, const char *name, uint64_t *sum)
{
	NIC_CLEANUP(rxfile_closep) FILE *file = rxfile_open(rootfd, "proc/net/snmp6");
	size_t length = strlen(name);
	char line[128];

	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, name, length) == 0 && line[length] == ' ')
			*sum += strtoull(line + length, NULL, 10);
	}
}

/* Can a network device be called so? Anything else would lead to another folder. */
static bool is_name(const char *name)
{
	return name[0] != '\0' && strlen(name) < IFNAMSIZ && !strchr(name, '/') &&
	       strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

int rxdevice_read(int rootfd, struct rxsample *sample)
{
	NIC_CLEANUP(sysfs_closep) int dir = -1;
	char path[64];

	if (!is_name(sample->ifname))
		return -ENODEV;
	(void)snprintf(path, sizeof(path), "sys/class/net/%s", sample->ifname);
	dir = openat(rootfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -ENODEV;
	read_state(dir, sample);
	read_counters(dir, sample);
	read_queues(dir, sample);
	read_core(rootfd, sample);
	add_from_table(rootfd, "Udp:", "RcvbufErrors", &sample->udp_buffer_errors);
	add_from_list(rootfd, "Udp6RcvbufErrors", &sample->udp_buffer_errors);
	return 0;
}
