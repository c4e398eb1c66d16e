/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads /sys/bus/pci/devices: what ports.c cannot tell, as it goes by drivers. */
#include "netfunctions.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "sysfs.h"

/* PCI base class "network controller". Source: PCI Code and ID Assignment
 * Specification, 1.3. */
#define CLASS_NETWORK "0x02"

static int add(int bus, const char *address, struct arena *arena,
	       struct netfunctions *functions)
{
	char path[NAME_MAX + 16], class[16], modalias[128], driver[NAME_MAX + 1];
	struct netfunction *slot;
	DIR *nets;

	(void)snprintf(path, sizeof(path), "%s/class", address);
	if (sysfs_read(bus, path, class, sizeof(class)) < 0 ||
	    strncmp(class, CLASS_NETWORK, strlen(CLASS_NETWORK)) != 0)
		return 0;
	(void)snprintf(path, sizeof(path), "%s/modalias", address);
	if (sysfs_read(bus, path, modalias, sizeof(modalias)) < 0)
		return 0;
	slot = ARENA_PUSH(arena, functions);
	if (!slot)
		return -ENOMEM;
	slot->address = arena_strdup(arena, address);
	slot->modalias = arena_strdup(arena, modalias);
	(void)snprintf(path, sizeof(path), "%s/driver", address);
	if (sysfs_link_name(bus, path, driver, sizeof(driver)) == 0)
		slot->driver = arena_strdup(arena, driver);
	(void)snprintf(path, sizeof(path), "%s/net", address);
	nets = sysfs_opendir(bus, path);
	slot->has_netdev = nets != NULL;
	sysfs_closedirp(&nets);
	return 0;
}

int netfunctions_list(const char *root, struct arena *arena,
		      struct netfunctions *ret_functions, struct nic_err *err)
{
	const char *path = arena_printf(arena, "%s/sys/bus/pci/devices", root);
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	struct netfunctions functions = {0};
	int r = 0;

	dir = path ? sysfs_opendir(AT_FDCWD, path) : NULL;
	for (struct dirent *entry; dir && r == 0 && (entry = readdir(dir));) {
		if (entry->d_name[0] != '.')
			r = add(dirfd(dir), entry->d_name, arena, &functions);
	}
	if (r < 0 || arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_functions = functions;
	return 0;
}
