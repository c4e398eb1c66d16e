/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that matter: ksoftirqd of each CPU, threaded NAPI, irqbalance. */
#include <stdlib.h>
#include <string.h>

#include "rxparts.h"
#include "sysfs.h"

struct task {
	char comm[64];
	uint64_t ticks; /* user and system */
};

/* "PID (comm) S …": utime and stime are the 14th and 15th, see proc(5). The name may hold
 * blanks and brackets; the last bracket ends it. */
static bool parse(const char *text, struct task *ret_task)
{
	const char *begin = strchr(text, '('), *end = strrchr(text, ')');
	uint64_t user, system;
	const char *rest;
	size_t length;

	if (!begin || !end || end < begin)
		return false;
	length = (size_t)(end - begin) - 1;
	if (length >= sizeof(ret_task->comm))
		return false;
	memcpy(ret_task->comm, begin + 1, length);
	ret_task->comm[length] = '\0';
	rest = end;
	for (int field = 2; field < 14 && rest; field++) {
		rest = strchr(rest, ' ');
		rest = rest ? rest + 1 : NULL;
	}
	if (!rest || !(rest = sysfs_take_number(rest, &user)) || *rest != ' ' ||
	    !sysfs_take_number(rest + 1, &system))
		return false;
	ret_task->ticks = user + system;
	return true;
}

static void take_ksoftirqd(struct rxsample *sample, const struct task *task)
{
	uint64_t id;

	if (!sysfs_take_number(task->comm + strlen("ksoftirqd/"), &id))
		return;
	for (size_t i = 0; i < sample->cpus.n; i++) {
		struct rxcpu *cpu = &sample->cpus.items[i];

		if (cpu->id != id)
			continue;
		cpu->has_ksoftirqd = true;
		cpu->ksoftirqd_ticks = task->ticks;
	}
}

/* "napi/eth0-8193"; the kernel cuts names to 15 characters here. */
static bool is_napi_of(const struct rxsample *sample, const char *comm)
{
	size_t length = strlen(sample->ifname);

	return strncmp(comm, "napi/", 5) == 0 &&
	       strncmp(comm + 5, sample->ifname, length) == 0 &&
	       (comm[5 + length] == '-' || comm[5 + length] == '\0');
}

static void take(struct rxsample *sample, const struct task *task)
{
	struct rxthread *thread;

	if (strcmp(task->comm, "irqbalance") == 0)
		sample->has_irqbalance = true;
	else if (strncmp(task->comm, "ksoftirqd/", 10) == 0)
		take_ksoftirqd(sample, task);
	if (!is_napi_of(sample, task->comm))
		return;
	thread = ARENA_PUSH(sample->arena, &sample->threads);
	if (!thread)
		return;
	thread->name = arena_strdup(sample->arena, task->comm);
	thread->ticks = task->ticks;
}

void rxtasks_read(int rootfd, struct rxsample *sample)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(rootfd, "proc");
	const struct dirent *entry;
	char path[300], text[512];
	struct task task;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		(void)snprintf(path, sizeof(path), "%s/stat", entry->d_name);
		if (sysfs_read(dirfd(dir), path, text, sizeof(text)) > 0 &&
		    parse(text, &task))
			take(sample, &task);
	}
}
