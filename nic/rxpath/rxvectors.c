/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interrupts of a port: which they are by its device, how often by /proc/interrupts,
 * where to by /proc/irq. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rxparts.h"
#include "sysfs.h"

static void add(struct rxsample *sample, uint64_t irq)
{
	struct rxvector *vector = ARENA_PUSH(sample->arena, &sample->vectors);

	if (vector)
		vector->irq = (uint32_t)irq;
}

/* Those of the PCI function; the device of a port on another bus hangs below it. */
static void find_irqs(int rootfd, struct rxsample *sample)
{
	static const char *const below[] = {"", "../"};
	const struct dirent *entry;
	char path[128];
	uint64_t irq;
	int64_t line;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(below) && !sample->vectors.n; i++) {
		NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;

		(void)snprintf(path, sizeof(path), "sys/class/net/%s/device/%smsi_irqs",
			       sample->ifname, below[i]);
		dir = sysfs_opendir(rootfd, path);
		while (dir && (entry = readdir(dir))) {
			if (sysfs_take_number(entry->d_name, &irq))
				add(sample, irq);
		}
		(void)snprintf(path, sizeof(path), "sys/class/net/%s/device/%sirq",
			       sample->ifname, below[i]);
		if (!dir && sysfs_number(rootfd, path, &line) == 0 && line > 0)
			add(sample, (uint64_t)line);
	}
}

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

static const char *skip_word(const char *text)
{
	return skip_blanks(text + strcspn(text, " \t\n"));
}

/* What follows the counts: chip, its own number and trigger ("5-edge", or "5 Edge"), and
 * the names of the handlers. */
static const char *handler_name(struct arena *arena, const char *text)
{
	text = skip_word(skip_word(skip_blanks(text)));
	if (strncmp(text, "Edge ", 5) == 0 || strncmp(text, "Level ", 6) == 0)
		text = skip_word(text);
	return arena_strndup(arena, text, strcspn(text, "\n"));
}

static void take_line(struct rxsample *sample, struct rxvector *vector,
		      const char *heading, const char *line)
{
	uint64_t id, count;

	while ((heading = strstr(heading, "CPU"))) {
		struct rxvector_count *item;
		const char *rest;

		heading = sysfs_take_number(heading + strlen("CPU"), &id);
		rest = heading ? sysfs_take_number(skip_blanks(line), &count) : NULL;
		item = rest ? ARENA_PUSH(sample->arena, &vector->counts) : NULL;
		if (!item)
			return;
		item->cpu = (uint32_t)id;
		item->count = count;
		line = rest;
	}
	vector->name = handler_name(sample->arena, line);
}

static void take(struct rxsample *sample, const char *heading, const char *line)
{
	uint64_t irq;
	const char *rest = sysfs_take_number(skip_blanks(line), &irq);

	if (!rest || *rest != ':')
		return;
	for (size_t i = 0; i < sample->vectors.n; i++) {
		if (sample->vectors.items[i].irq == irq)
			take_line(sample, &sample->vectors.items[i], heading, rest + 1);
	}
}

static void read_counts(int rootfd, struct rxsample *sample)
{
	NIC_CLEANUP(rxfile_closep) FILE *file = rxfile_open(rootfd, "proc/interrupts");
	char *heading = NULL, *line = NULL;
	size_t heading_bytes = 0, line_bytes = 0;

	if (file && getline(&heading, &heading_bytes, file) > 0) {
		while (getline(&line, &line_bytes, file) > 0)
			take(sample, heading, line);
	}
	free(heading);
	free(line);
}

static const char *read_list(int rootfd, struct rxsample *sample, uint32_t irq,
			     const char *name)
{
	char path[64], list[1024];

	(void)snprintf(path, sizeof(path), "proc/irq/%u/%s", irq, name);
	if (sysfs_read(rootfd, path, list, sizeof(list)) <= 0)
		return NULL;
	return arena_strdup(sample->arena, list);
}

/* Names that drivers give to vectors of receive queues: i40e, ice, ixgbe, igb ("TxRx"),
 * e1000e ("-rx-"), virtio_net ("-input"), mlx5 ("_comp"), qede ("-fp-"). Others are for
 * transmission, link events, RDMA. */
static bool is_for_queues(const struct rxsample *sample, const char *name)
{
	static const char *const marks[] = {"TxRx", "-rx", "-input", "_comp", "-fp-"};

	if (strstr(name, ":fdir-")) /* i40e: its answers about filter rules */
		return false;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(marks); i++) {
		if (strstr(name, marks[i]))
			return true;
	}
	return strcmp(name, sample->ifname) == 0;
}

/* Drops those without a handler, and, when any are known to be for receive queues, all
 * others. */
static void keep_queues(struct rxsample *sample)
{
	bool has_queues = false;
	size_t n = 0;

	for (size_t i = 0; i < sample->vectors.n; i++) {
		const char *name = sample->vectors.items[i].name;

		has_queues = has_queues || (name && is_for_queues(sample, name));
	}
	for (size_t i = 0; i < sample->vectors.n; i++) {
		const char *name = sample->vectors.items[i].name;

		if (name && (!has_queues || is_for_queues(sample, name)))
			sample->vectors.items[n++] = sample->vectors.items[i];
	}
	sample->vectors.n = n;
}

static int by_irq(const void *a, const void *b)
{
	const struct rxvector *left = a, *right = b;

	return (left->irq > right->irq) - (left->irq < right->irq);
}

void rxvectors_read(int rootfd, struct rxsample *sample)
{
	find_irqs(rootfd, sample);
	if (!sample->vectors.n)
		return;
	read_counts(rootfd, sample);
	keep_queues(sample);
	for (size_t i = 0; i < sample->vectors.n; i++) {
		struct rxvector *vector = &sample->vectors.items[i];

		vector->allowed =
			read_list(rootfd, sample, vector->irq, "smp_affinity_list");
		vector->effective =
			read_list(rootfd, sample, vector->irq, "effective_affinity_list");
	}
	if (sample->vectors.n)
		qsort(sample->vectors.items, sample->vectors.n,
		      sizeof(*sample->vectors.items), by_irq);
}
