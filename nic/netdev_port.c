/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a network device to the port below it: as the kernel says (5.14 and later), by
 * sysfs in the caller's namespace, by the driver's own word (ETHTOOL_GDRVINFO) in others.
 */
#include "netdev_port.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "ports.h"
#include "sysfs.h"

/* The PCI address is all the answer most of the time: no need to walk the device tree. */
static int by_parent(struct host *host, const struct netdev_origin *origin,
		     const char **ret_port)
{
	char path[PATH_MAX];

	*ret_port = ports_in_path(host, origin->parent);
	if (*ret_port || !origin->parent_bus)
		return 0;
	(void)snprintf(path, sizeof(path), "/sys/bus/%s/devices/%s", origin->parent_bus,
		       origin->parent);
	return ports_of_device(host, path, ret_port);
}

/* /sys shows the namespace it was mounted in, which need not be the caller's (nsenter
 * -n): index and address must be those of the device that was asked for. */
static bool is_sysfs_device(const struct netdev_origin *origin)
{
	char path[PATH_MAX], mac[128];
	int64_t ifindex;

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/ifindex", origin->name);
	if (sysfs_number(AT_FDCWD, path, &ifindex) < 0 || ifindex != origin->ifindex)
		return false;
	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/address", origin->name);
	return origin->mac && sysfs_read(AT_FDCWD, path, mac, sizeof(mac)) >= 0 &&
	       strcmp(mac, origin->mac) == 0;
}

static bool read_bus_info(const struct netdev_origin *origin, char *ret_info,
			  size_t bytes)
{
	struct ethtool_drvinfo info = {.cmd = ETHTOOL_GDRVINFO};
	struct ifreq request = {.ifr_data = (void *)&info};

	if (strlen(origin->name) >= sizeof(request.ifr_name))
		return false;
	memcpy(request.ifr_name, origin->name, strlen(origin->name));
	if (ioctl(nl_socket_get_fd(origin->sock), SIOCETHTOOL, &request) < 0)
		return false;
	(void)snprintf(ret_info, bytes, "%.*s", (int)sizeof(info.bus_info),
		       info.bus_info);
	return ret_info[0] != '\0' && !strchr(ret_info, '/');
}

/* The bus is not part of the driver's word: the device is the one of that name that has
 * network devices below it. */
static int by_bus_info(struct host *host, const struct netdev_origin *origin,
		       const char **ret_port)
{
	NIC_CLEANUP(sysfs_closedirp) DIR *buses = NULL;
	char info[ETHTOOL_BUSINFO_LEN + 1], path[PATH_MAX], children[PATH_MAX + 8];
	const struct dirent *entry;

	if (!read_bus_info(origin, info, sizeof(info)))
		return 0;
	*ret_port = ports_in_path(host, info);
	if (*ret_port)
		return 0;
	buses = sysfs_opendir(AT_FDCWD, "/sys/bus");
	while (buses && (entry = readdir(buses))) {
		(void)snprintf(path, sizeof(path), "/sys/bus/%s/devices/%s",
			       entry->d_name, info);
		(void)snprintf(children, sizeof(children), "%s/net", path);
		if (sysfs_exists(AT_FDCWD, children))
			return ports_of_device(host, path, ret_port);
	}
	return 0;
}

int netdev_port_find(struct host *host, const struct netdev_origin *origin,
		     const char **ret_port)
{
	char path[PATH_MAX];

	*ret_port = NULL;
	if (origin->parent)
		return by_parent(host, origin, ret_port);
	if (origin->is_own_netns && is_sysfs_device(origin)) {
		(void)snprintf(path, sizeof(path), "/sys/class/net/%s/device",
			       origin->name);
		return ports_of_device(host, path, ret_port);
	}
	return by_bus_info(host, origin, ret_port);
}
