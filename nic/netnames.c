/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ids of network devices. */
#include "netnames.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "netdevs.h"
#include "ports.h"
#include "sysfs.h"

/* Cards with several ports behind one PCI function number them. */
static int64_t port_number(const char *name)
{
	char path[96];
	int64_t number = 0;

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/dev_port", name);
	return sysfs_number(AT_FDCWD, path, &number) < 0 ? 0 : number;
}

/* The name of the virtual function that the device stands for in the card's switch, such
 * as "pf0vf3". Source: kernel Documentation/networking/switchdev.rst. */
static bool is_representor(const char *name, char *ret_function, size_t bytes)
{
	char path[96];

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/phys_port_name", name);
	return sysfs_read(AT_FDCWD, path, ret_function, bytes) > 0 &&
	       strstr(ret_function, "pf") &&
	       (strstr(ret_function, "vf") || strstr(ret_function, "sf"));
}

static const char *make_id(struct arena *arena, const struct netdev *netdev)
{
	char function[32];
	int64_t number;

	if (!netdev->port || netdev->kind)
		return arena_printf(arena, "dev:%s", netdev->name);
	if (is_representor(netdev->name, function, sizeof(function)))
		return arena_printf(arena, "pci:%s/%s", netdev->port, function);
	number = port_number(netdev->name);
	return number ? arena_printf(arena, "pci:%s/%" PRId64, netdev->port, number)
		      : arena_printf(arena, "pci:%s", netdev->port);
}

static int fill(struct netnames *names)
{
	struct host *host = names->host;

	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];
		struct netname *name = ARENA_PUSH(host->arena, names);

		if (!name)
			return -ENOMEM;
		name->ifindex = netdev->ifindex;
		name->name = netdev->name;
		name->netdev = netdev;
		name->id = make_id(host->arena, netdev);
	}
	return arena_failed(host->arena) ? -ENOMEM : 0;
}

int netnames_read(struct netnames *ret_names, struct nl_sock *sock, struct nic_err *err)
{
	struct netnames names = {.host = host_new()};
	int r;

	if (!names.host)
		return nic_err_set(err, -ENOMEM, "out of memory");
	r = ports_scan(names.host, err);
	if (r == 0)
		r = netdevs_read(names.host, sock, NULL, NULL, err);
	if (r == 0) {
		r = fill(&names);
		if (r < 0)
			nic_err_set(err, r, "out of memory");
	}
	if (r < 0) {
		host_free(names.host);
		return r;
	}
	*ret_names = names;
	return 0;
}

void netnames_clear(struct netnames *names)
{
	host_free(names->host);
	*names = (struct netnames){0};
}

const struct netname *netnames_by_index(const struct netnames *names, uint32_t ifindex)
{
	for (size_t i = 0; i < names->n; i++) {
		if (names->items[i].ifindex == ifindex)
			return &names->items[i];
	}
	return NULL;
}

const struct netname *netnames_by_id(const struct netnames *names, const char *id)
{
	for (size_t i = 0; id && i < names->n; i++) {
		if (strcmp(names->items[i].id, id) == 0)
			return &names->items[i];
	}
	return NULL;
}

const struct netname *netnames_by_name(const struct netnames *names, const char *name)
{
	for (size_t i = 0; name && i < names->n; i++) {
		if (strcmp(names->items[i].name, name) == 0)
			return &names->items[i];
	}
	return NULL;
}
