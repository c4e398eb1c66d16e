/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The character devices that belong to ports. The device tree tells: no list of classes,
 * which would miss the next one. */
#include "chardevs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "ports.h"
#include "sysfs.h"

#define VFIO_CLASS "/sys/class/vfio"

static int add(struct host *host, struct chardev_list *list, const char *number,
	       const char *port)
{
	struct chardev *chardev;
	const char *rest;
	uint64_t major, minor;

	rest = sysfs_take_number(number, &major);
	if (!rest || *rest != ':' || !sysfs_take_number(rest + 1, &minor))
		return 0;
	chardev = ARENA_PUSH(host->arena, list);
	if (!chardev)
		return -ENOMEM;
	chardev->number = makedev((unsigned int)major, (unsigned int)minor);
	chardev->port = port;
	return 0;
}

/* /sys/dev/char/248:0 -> ../../devices/pci0000:00/0000:00:03.0/ptp/ptp0 */
static int add_by_path(struct host *host, struct chardev_list *list)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = sysfs_opendir(AT_FDCWD, "/sys/dev/char");
	const struct dirent *entry;
	char path[PATH_MAX];
	ssize_t length;
	const char *port;
	int r = 0;

	while (dir && r == 0 && (entry = readdir(dir))) {
		length = readlinkat(dirfd(dir), entry->d_name, path, sizeof(path) - 1);
		path[length < 0 ? 0 : length] = '\0';
		port = strstr(path, "/virtual/") ? NULL : ports_in_path(host, path);
		if (port)
			r = add(host, list, entry->d_name, port);
	}
	return r;
}

/* A VFIO group stands for one or more functions but hangs below none of them. Without an
 * IOMMU its name has another beginning. Source: kernel drivers/vfio/group.c. */
static int add_vfio_group(struct host *host, struct chardev_list *list,
			  const struct port *port)
{
	char path[PATH_MAX], group[NAME_MAX + 1], number[32];

	(void)snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group",
		       port->address);
	if (sysfs_link_name(AT_FDCWD, path, group, sizeof(group)) < 0)
		return 0;
	(void)snprintf(path, sizeof(path), VFIO_CLASS "/%s/dev", group);
	if (sysfs_read(AT_FDCWD, path, number, sizeof(number)) >= 0)
		return add(host, list, number, port->address);
	(void)snprintf(path, sizeof(path), VFIO_CLASS "/noiommu-%s/dev", group);
	return sysfs_read(AT_FDCWD, path, number, sizeof(number)) < 0
		       ? 0
		       : add(host, list, number, port->address);
}

int chardevs_of_ports(struct host *host, struct chardev_list *ret_list)
{
	struct chardev_list list = {0};
	int r;

	r = add_by_path(host, &list);
	if (r == 0 && sysfs_exists(AT_FDCWD, VFIO_CLASS)) {
		for (size_t i = 0; i < host->ports.n && r == 0; i++)
			r = add_vfio_group(host, &list, &host->ports.items[i]);
	}
	if (r == 0)
		*ret_list = list;
	return r;
}

const char *chardevs_port(const struct chardev_list *list, dev_t number)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i].number == number)
			return list->items[i].port;
	}
	return NULL;
}
