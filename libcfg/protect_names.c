/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a name that a person wrote stands for. */
#include "protect_names.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

typedef bool match_fn(const struct netdev *dev, const char *name);

static bool has_name(const struct netdev *dev, const char *name)
{
	return strcmp(dev->name, name) == 0 || strv_has(&dev->altnames, name);
}

static bool has_name_here(const struct netdev *dev, const char *name)
{
	return !dev->netns && has_name(dev, name);
}

static bool has_permanent_mac(const struct netdev *dev, const char *name)
{
	return dev->permanent_mac && strcasecmp(dev->permanent_mac, name) == 0;
}

static bool has_mac(const struct netdev *dev, const char *name)
{
	return dev->mac && strcasecmp(dev->mac, name) == 0;
}

static bool is_port_with_mac(const struct netdev *dev, const char *name)
{
	return dev->port && has_mac(dev, name);
}

static bool is_port_elsewhere(const struct netdev *dev, const char *name)
{
	return dev->netns && dev->port && has_name(dev, name);
}

static int find_devices(const struct host *host, const char *name, match_fn *match,
			struct arena *arena, struct protect_named *named)
{
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev **slot;

		if (!match(&host->netdevs.items[i], name))
			continue;
		slot = ARENA_PUSH(arena, &named->devices);
		if (!slot)
			return -ENOMEM;
		*slot = &host->netdevs.items[i];
	}
	return 0;
}

static int find_ports(const struct host *host, const char *name, struct arena *arena,
		      struct strv *ports)
{
	static const char domain[] = "0000:"; /* the first PCI domain, often left out */

	for (size_t i = 0; i < host->ports.n; i++) {
		const char *address = host->ports.items[i].address;
		bool is_short = strncmp(address, domain, strlen(domain)) == 0 &&
				strcasecmp(address + strlen(domain), name) == 0;

		if (!is_short && strcasecmp(address, name) != 0)
			continue;
		if (strv_push(arena, ports, address) < 0)
			return -ENOMEM;
	}
	return 0;
}

int protect_names_find(const struct host *host, const char *name, struct arena *arena,
		       struct protect_named *ret_named)
{
	static match_fn *const ways[] = {has_name_here, has_permanent_mac,
					 is_port_with_mac, has_mac, is_port_elsewhere};
	struct protect_named named = {0};
	int r = find_ports(host, name, arena, &named.ports);

	for (size_t i = 0; i < NIC_ARRAY_SIZE(ways) && r == 0; i++) {
		if (named.ports.n || named.devices.n)
			break;
		r = find_devices(host, name, ways[i], arena, &named);
	}
	if (r == 0)
		*ret_named = named;
	return r;
}

int protect_names_ports(const struct host *host, const char *name, struct arena *arena,
			struct strv *ret_ports)
{
	struct protect_named named;
	int r = protect_names_find(host, name, arena, &named);

	for (size_t i = 0; r == 0 && i < named.ports.n; i++)
		r = strv_push(arena, ret_ports, named.ports.items[i]);
	for (size_t i = 0; r == 0 && i < named.devices.n; i++) {
		if (named.devices.items[i]->port)
			r = strv_push(arena, ret_ports, named.devices.items[i]->port);
	}
	return r;
}
