/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes RDMA off a port for a moment. Source: kernel Documentation/driver-api/
 * auxiliary_bus.rst; the devices stand below the port's in /sys. */
#include "netrdma.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

#define AUXILIARY "auxiliary"

static int write_name(const char *driver, const char *file, const char *name)
{
	char path[PATH_MAX];
	int fd, r = 0;

	if (snprintf(path, sizeof(path), "%s/%s", driver, file) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, name, strlen(name)) < 0)
		r = -errno;
	(void)close(fd); /* the write itself has told of failure */
	return r;
}

static int pause_one(int dir, const char *address, const char *name, struct arena *arena,
		     struct netrdma *rdma)
{
	char path[PATH_MAX], driver[PATH_MAX], bus[64];
	int r;

	(void)snprintf(path, sizeof(path), "%s/subsystem", name);
	if (sysfs_link_name(dir, path, bus, sizeof(bus)) < 0 ||
	    strcmp(bus, AUXILIARY) != 0)
		return 0;
	(void)snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s/driver", address,
		       name);
	if (!realpath(path, driver))
		return errno == ENOENT ? 0 : -errno;
	r = write_name(driver, "unbind", name);
	if (r == 0)
		r = strv_push(arena, &rdma->devices, name);
	return r < 0 ? r : strv_push(arena, &rdma->drivers, driver);
}

int netrdma_pause(const char *address, struct arena *arena, struct netrdma *ret_rdma)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	const struct dirent *entry;
	char path[PATH_MAX];
	int r = 0;

	*ret_rdma = (struct netrdma){0};
	(void)snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", address);
	dir = sysfs_opendir(AT_FDCWD, path);
	if (!dir)
		return -errno;
	while (r == 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			r = pause_one(dirfd(dir), address, entry->d_name, arena,
				      ret_rdma);
	}
	return r;
}

int netrdma_resume(const struct netrdma *rdma)
{
	int first = 0;

	for (size_t i = 0; i < rdma->drivers.n; i++) {
		int r = write_name(rdma->drivers.items[i], "bind",
				   rdma->devices.items[i]);

		if (r < 0 && first == 0)
			first = r;
	}
	return first;
}
