/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each CPU did: times from /proc/stat, softirqs, packets, and its NUMA node. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "rxparts.h"
#include "sysfs.h"

#define NODES "sys/devices/system/node"

/* Columns of /proc/net/softnet_stat, in hex (net/core/net-procfs.c). The CPU's number is
 * there since 5.14; before, there is a line for each CPU that is on line, in order. */
enum {
	SOFTNET_PROCESSED = 0,
	SOFTNET_DROPPED,
	SOFTNET_SQUEEZED,
	SOFTNET_RPS = 9,
	SOFTNET_CPU = 12,
	SOFTNET_COLUMNS
};

static struct rxcpu *find(struct rxsample *sample, uint64_t id)
{
	for (size_t i = 0; i < sample->cpus.n; i++) {
		if (sample->cpus.items[i].id == id)
			return &sample->cpus.items[i];
	}
	return NULL;
}

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

/* "cpu3 user nice system idle iowait irq softirq steal guest guest_nice"; guest time is
 * part of user time. */
static void take_times(struct rxsample *sample, const char *line)
{
	enum { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, N };
	uint64_t id, ticks[N] = {0}, total = 0;
	const char *rest = sysfs_take_number(line + strlen("cpu"), &id);
	struct rxcpu *cpu;

	if (!rest)
		return;
	for (size_t i = 0; i < N && rest; i++) {
		rest = sysfs_take_number(skip_blanks(rest), &ticks[i]);
		total += ticks[i];
	}
	cpu = ARENA_PUSH(sample->arena, &sample->cpus);
	if (!cpu)
		return;
	cpu->id = (uint32_t)id;
	cpu->total_ticks = total;
	cpu->idle_ticks = ticks[IDLE];
	cpu->irq_ticks = ticks[IRQ];
	cpu->softirq_ticks = ticks[SOFTIRQ];
}

static int read_times(int rootfd, struct rxsample *sample)
{
	NIC_CLEANUP(rxfile_closep) FILE *file = rxfile_open(rootfd, "proc/stat");
	char line[512];

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, "cpu", 3) == 0)
			take_times(sample, line);
	}
	return sample->cpus.n ? 0 : -EINVAL;
}

/* A line "   NET_RX:  12  34" whose columns belong to the CPUs in the heading. */
static void take_softirqs(struct rxsample *sample, const char *heading, const char *line)
{
	bool is_rx = strncmp(line, "NET_RX:", 7) == 0;
	uint64_t id, count;

	line += strlen("NET_RX:");
	while ((heading = strstr(heading, "CPU"))) {
		struct rxcpu *cpu;

		heading = sysfs_take_number(heading + strlen("CPU"), &id);
		line = heading ? sysfs_take_number(skip_blanks(line), &count) : NULL;
		if (!line)
			return;
		cpu = find(sample, id);
		if (cpu && is_rx)
			cpu->net_rx = count;
		else if (cpu)
			cpu->net_tx = count;
	}
}

static void read_softirqs(int rootfd, struct rxsample *sample)
{
	NIC_CLEANUP(rxfile_closep) FILE *file = rxfile_open(rootfd, "proc/softirqs");
	char *heading = NULL, *line = NULL;
	size_t heading_bytes = 0, line_bytes = 0;

	if (file && getline(&heading, &heading_bytes, file) > 0) {
		while (getline(&line, &line_bytes, file) > 0) {
			const char *text = skip_blanks(line);

			if (strncmp(text, "NET_RX:", 7) == 0 ||
			    strncmp(text, "NET_TX:", 7) == 0)
				take_softirqs(sample, heading, text);
		}
	}
	free(heading);
	free(line);
}

static void take_softnet(struct rxsample *sample, const char *line, size_t row)
{
	uint64_t values[SOFTNET_COLUMNS] = {0};
	struct rxcpu *cpu = row < sample->cpus.n ? &sample->cpus.items[row] : NULL;
	size_t n = 0;
	char *end;

	for (; n < SOFTNET_COLUMNS; n++, line = end) {
		values[n] = strtoull(line, &end, 16);
		if (end == line)
			break;
	}
	if (n > SOFTNET_CPU)
		cpu = find(sample, values[SOFTNET_CPU]);
	if (!cpu)
		return;
	cpu->processed = values[SOFTNET_PROCESSED];
	cpu->dropped = values[SOFTNET_DROPPED];
	cpu->squeezed = values[SOFTNET_SQUEEZED];
	cpu->rps = values[SOFTNET_RPS];
}

static void read_softnet(int rootfd, struct rxsample *sample)
{
	NIC_CLEANUP(rxfile_closep)
	FILE *file = rxfile_open(rootfd, "proc/net/softnet_stat");
	char line[512];

	for (size_t row = 0; file && fgets(line, sizeof(line), file); row++)
		take_softnet(sample, line, row);
}

/* "0-3,8" */
static void take_node(struct rxsample *sample, int32_t node, const char *list)
{
	uint64_t first, last;

	while ((list = sysfs_take_number(list, &first))) {
		last = first;
		if (*list == '-' && !(list = sysfs_take_number(list + 1, &last)))
			return;
		for (size_t i = 0; i < sample->cpus.n; i++) {
			struct rxcpu *cpu = &sample->cpus.items[i];

			if (cpu->id < first || cpu->id > last)
				continue;
			cpu->has_node = true;
			cpu->node = node;
		}
		if (*list++ != ',')
			return;
	}
}

static void read_nodes(int rootfd, struct rxsample *sample)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(rootfd, NODES);
	const struct dirent *entry;
	char path[300], list[4096];
	uint64_t node;

	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "node", 4) != 0 ||
		    !sysfs_take_number(entry->d_name + 4, &node))
			continue;
		(void)snprintf(path, sizeof(path), "%s/cpulist", entry->d_name);
		if (sysfs_read(dirfd(dir), path, list, sizeof(list)) > 0)
			take_node(sample, (int32_t)node, list);
	}
}

int rxcpus_read(int rootfd, struct rxsample *sample)
{
	int r = read_times(rootfd, sample);

	if (r < 0)
		return r;
	read_softirqs(rootfd, sample);
	read_softnet(rootfd, sample);
	read_nodes(rootfd, sample);
	return 0;
}
