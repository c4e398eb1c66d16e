/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a block device down to the disks it is made of. */
#include "blockdevs.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sysfs.h"

/* LVM on dm-crypt on md on multipath on partitions are 9. */
#define MAX_DEPTH 16

static int walk(const char *path, struct arena *arena, struct strv *disks, int depth);

/* Returns how many there were, or -ENOMEM. */
static int walk_slaves(const char *path, struct arena *arena, struct strv *disks,
		       int depth)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	char below[2 * PATH_MAX], real[PATH_MAX];
	const struct dirent *entry;
	int n = 0, r = 0;

	(void)snprintf(below, sizeof(below), "%s/slaves", path);
	dir = sysfs_opendir(AT_FDCWD, below);
	while (dir && r == 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(below, sizeof(below), "%s/slaves/%s", path, entry->d_name);
		n++;
		if (realpath(below, real))
			r = walk(real, arena, disks, depth + 1);
	}
	return r < 0 ? r : n;
}

/* @path: the device's own place, without links. */
static int walk(const char *path, struct arena *arena, struct strv *disks, int depth)
{
	char partition[PATH_MAX + sizeof("/partition")], disk[PATH_MAX];
	const char *name;
	int r;

	(void)snprintf(partition, sizeof(partition), "%s/partition", path);
	(void)snprintf(disk, sizeof(disk), "%s", path);
	if (sysfs_exists(AT_FDCWD, partition) && strrchr(disk, '/'))
		*strrchr(disk, '/') = '\0'; /* a partition is below its disk */
	if (depth < MAX_DEPTH) {
		r = walk_slaves(disk, arena, disks, depth);
		if (r != 0)
			return r < 0 ? r : 0;
	}
	name = strrchr(disk, '/');
	if (!name || strv_has(disks, name + 1))
		return 0;
	return strv_push(arena, disks, name + 1);
}

int blockdevs_disks(const char *root, const char *device, struct arena *arena,
		    struct strv *ret_disks)
{
	char path[2 * PATH_MAX], real[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/sys/%s/%s", root,
		       strchr(device, ':') ? "dev/block" : "class/block", device);
	return realpath(path, real) ? walk(real, arena, ret_disks, 0) : 0;
}
