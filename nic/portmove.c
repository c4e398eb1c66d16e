/* SPDX-License-Identifier: GPL-2.0-or-later */
/* driver_override and its keeper, the IOMMU group, the modalias. */
#include "portmove.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "sysfs.h"

/* driverctl keeps its overrides here, a file for each device, and sets them at boot. */
#define DRIVERCTL_DIR "/etc/driverctl.d"

/* The longest name of a device or driver. */
#define NAME_BYTES 256

static const char *text_dup(struct arena *arena, int dirfd, const char *attribute)
{
	char text[512];

	if (sysfs_read(dirfd, attribute, text, sizeof(text)) <= 0)
		return NULL;
	return arena_strdup(arena, text);
}

/* Bridges and the drivers that only keep a device busy may stay in a group whose other
 * devices are given away. Source: kernel drivers/vfio, vfio_dev_viable(). */
static bool is_in_the_way(const char *driver)
{
	static const char *const harmless[] = {"vfio-pci", "pci-stub", "pcieport",
					       "shpchp"};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(harmless); i++) {
		if (strcmp(driver, harmless[i]) == 0)
			return false;
	}
	return true;
}

static void read_peers(struct arena *arena, int dirfd, struct port *port)
{
	NIC_CLEANUP(sysfs_closedirp)
	DIR *dir = sysfs_opendir(dirfd, "iommu_group/devices");
	const struct dirent *entry;
	char link[PATH_MAX], driver[NAME_BYTES];

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || strcmp(entry->d_name, port->address) == 0)
			continue;
		(void)snprintf(link, sizeof(link), "iommu_group/devices/%s/driver",
			       entry->d_name);
		if (sysfs_link_name(dirfd, link, driver, sizeof(driver)) == 0 &&
		    is_in_the_way(driver))
			(void)strv_push(arena, &port->iommu_peers, entry->d_name);
	}
}

static void read_override(struct arena *arena, int dirfd, struct port *port)
{
	char path[PATH_MAX];

	port->driver_override = text_dup(arena, dirfd, "driver_override");
	if (port->driver_override && strcmp(port->driver_override, "(null)") == 0)
		port->driver_override = NULL; /* how the kernel writes "empty" */
	(void)snprintf(path, sizeof(path), DRIVERCTL_DIR "/%s", port->address);
	if (sysfs_exists(AT_FDCWD, path))
		port->override_owner = "driverctl";
}

void portmove_read(struct arena *arena, int dirfd, struct port *port)
{
	char group[NAME_BYTES];

	read_override(arena, dirfd, port);
	port->modalias = text_dup(arena, dirfd, "modalias");
	if (sysfs_link_name(dirfd, "iommu_group", group, sizeof(group)) < 0)
		return;
	port->iommu_group = arena_strdup(arena, group);
	read_peers(arena, dirfd, port);
}
