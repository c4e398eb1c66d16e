/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The settings of a device below /proc/sys/net and /sys/class/net. */
#include "netsysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

#define VALUE_BYTES 512

static const char *const groups[][2] = {
	{"sysctl.ipv4.conf", "/proc/sys/net/ipv4/conf"},
	{"sysctl.ipv6.conf", "/proc/sys/net/ipv6/conf"},
	{"sysctl.ipv4.neigh", "/proc/sys/net/ipv4/neigh"},
	{"sysctl.ipv6.neigh", "/proc/sys/net/ipv6/neigh"},
	{"sysctl.mpls.conf", "/proc/sys/net/mpls/conf"},
};

/* Files directly below /sys/class/net/NAME that a driver's reload sets back. */
static const char *const napi_files[] = {"gro_flush_timeout", "napi_defer_hard_irqs",
					 "threaded"};
static const char *const queue_files[] = {"rps_cpus", "rps_flow_cnt", "xps_cpus",
					  "xps_rxqs", "tx_maxrate"};

/* The second names of these in other units, and the MTU, which follows the link's. */
static bool is_left_out(const char *setting)
{
	return strcmp(setting, "base_reachable_time") == 0 ||
	       strcmp(setting, "retrans_time") == 0 || strcmp(setting, "mtu") == 0;
}

static int read_group(struct netstate *state, struct net_device *device, const char *name,
		      const char *group, const char *folder)
{
	char own_path[256], default_path[256], own[VALUE_BYTES], usual[VALUE_BYTES];
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	const struct dirent *entry;
	int default_fd, r = 0;

	(void)snprintf(own_path, sizeof(own_path), "%s/%s", folder, name);
	(void)snprintf(default_path, sizeof(default_path), "%s/default", folder);
	dir = sysfs_opendir(AT_FDCWD, own_path);
	default_fd = open(default_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* a namespace that is not the first has no "default" of neighbours: all are kept
	 */
	while (dir && r == 0 && (entry = readdir(dir))) {
		/* some cannot be read when they are not set, and most are at the default
		 */
		if (entry->d_type != DT_REG || is_left_out(entry->d_name) ||
		    sysfs_read(dirfd(dir), entry->d_name, own, sizeof(own)) < 0)
			continue;
		if (default_fd < 0 ||
		    sysfs_read(default_fd, entry->d_name, usual, sizeof(usual)) < 0 ||
		    strcmp(own, usual) != 0)
			r = netstate_set(state, device, group, entry->d_name, own);
	}
	sysfs_closep(&default_fd);
	return r;
}

int netsysctl_read(struct netstate *state, struct net_device *device, const char *name)
{
	int r = 0;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(groups) && r == 0; i++)
		r = read_group(state, device, name, groups[i][0], groups[i][1]);
	return r;
}

static int read_file(struct netstate *state, struct net_device *device, int dir,
		     const char *path)
{
	char value[VALUE_BYTES];

	if (sysfs_read(dir, path, value, sizeof(value)) < 0)
		return 0; /* this kernel or this queue has none */
	return netstate_set(state, device, "queue", path, value);
}

static int read_queue(struct netstate *state, struct net_device *device, int dir,
		      const char *queue)
{
	int r = 0;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(queue_files) && r == 0; i++) {
		char path[NAME_MAX + 32];

		(void)snprintf(path, sizeof(path), "queues/%s/%s", queue, queue_files[i]);
		r = read_file(state, device, dir, path);
	}
	return r;
}

int netsysctl_read_queues(struct netstate *state, struct net_device *device,
			  const char *name)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *dir = NULL;
	NIC_CLEANUP(sysfs_closedirp) DIR *queues = NULL;
	const struct dirent *entry;
	char path[64];
	int r = 0;

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s", name);
	dir = sysfs_opendir(AT_FDCWD, path);
	if (!dir)
		return 0;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(napi_files) && r == 0; i++)
		r = read_file(state, device, dirfd(dir), napi_files[i]);
	queues = sysfs_opendir(dirfd(dir), "queues");
	while (queues && r == 0 && (entry = readdir(queues))) {
		if (entry->d_name[0] != '.')
			r = read_queue(state, device, dirfd(dir), entry->d_name);
	}
	return r;
}

static int write_file(const char *path, const char *value)
{
	NIC_CLEANUP(sysfs_closep) int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return write(fd, value, strlen(value)) < 0 ? -errno : 0;
}

static int set_sysctl(const char *folder, const char *name, const char *setting,
		      const char *value)
{
	char path[320], usual[VALUE_BYTES];
	int r;

	if (!value) {
		(void)snprintf(path, sizeof(path), "%s/default/%s", folder, setting);
		r = sysfs_read(AT_FDCWD, path, usual, sizeof(usual));
		if (r < 0)
			return r;
		value = usual;
	}
	(void)snprintf(path, sizeof(path), "%s/%s/%s", folder, name, setting);
	return write_file(path, value);
}

int netsysctl_set(const char *name, const char *group, const char *setting,
		  const char *value)
{
	char path[320];

	if (strchr(setting, '/') && strcmp(group, "queue") != 0)
		return -EINVAL;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(groups); i++) {
		if (strcmp(groups[i][0], group) == 0)
			return set_sysctl(groups[i][1], name, setting, value);
	}
	if (strcmp(group, "queue") != 0 || !value)
		return -EOPNOTSUPP;
	if (strstr(setting, ".."))
		return -EINVAL;
	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/%s", name, setting);
	return write_file(path, value);
}
