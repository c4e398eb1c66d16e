/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RDMA devices, the port each belongs to and their state. */
#include "rdma.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ports.h"
#include "sysfs.h"

#define RDMA_CLASS "/sys/class/infiniband"

const char *rdma_state_name(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || text[digits] != ':')
		return text;
	text += digits + 1;
	return text + strspn(text, " ");
}

/* The one port nearly every device has; two-port InfiniBand cards have a device per port.
 */
static const char *read_state(struct arena *arena, int class_fd, const char *name)
{
	char path[PATH_MAX], text[64];

	(void)snprintf(path, sizeof(path), "%s/ports/1/state", name);
	if (sysfs_read(class_fd, path, text, sizeof(text)) < 0)
		return NULL;
	return arena_strdup(arena, rdma_state_name(text));
}

static int add_device(struct host *host, int class_fd, const char *name)
{
	struct rdma_device *device = ARENA_PUSH(host->arena, &host->rdma);
	char path[PATH_MAX];

	if (!device)
		return -ENOMEM;
	device->name = arena_strdup(host->arena, name);
	device->state = read_state(host->arena, class_fd, name);
	(void)snprintf(path, sizeof(path), RDMA_CLASS "/%s/device", name);
	if (arena_failed(host->arena))
		return -ENOMEM;
	return ports_of_device(host, path, &device->port);
}

static int compare_devices(const void *a, const void *b)
{
	return strcmp(((const struct rdma_device *)a)->name,
		      ((const struct rdma_device *)b)->name);
}

int rdma_read(struct host *host, struct nic_err *err)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(AT_FDCWD, RDMA_CLASS);
	const struct dirent *entry;
	int r;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		r = add_device(host, dirfd(dir), entry->d_name);
		if (r < 0)
			return nic_err_set(err, r, "out of memory");
	}
	if (host->rdma.n > 1)
		qsort(host->rdma.items, host->rdma.n, sizeof(*host->rdma.items),
		      compare_devices);
	return 0;
}

bool rdma_is_active(const char *name)
{
	char path[PATH_MAX], text[64];

	(void)snprintf(path, sizeof(path), RDMA_CLASS "/%s/ports/1/state", name);
	return sysfs_read(AT_FDCWD, path, text, sizeof(text)) > 0 &&
	       strcmp(rdma_state_name(text), "ACTIVE") == 0;
}
