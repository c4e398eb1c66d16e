/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making, freeing and searching the host model. */
#include "host.h"

#include <stdlib.h>
#include <string.h>

struct host *host_new(void)
{
	struct host *host = calloc(1, sizeof(*host));

	if (!host)
		return NULL;
	host->arena = arena_new();
	if (!host->arena) {
		free(host);
		return NULL;
	}
	return host;
}

void host_free(struct host *host)
{
	if (!host)
		return;
	arena_free(host->arena);
	free(host);
}

void host_freep(struct host **host)
{
	host_free(*host);
	*host = NULL;
}

bool module_name_equal(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		if (*a == *b)
			continue;
		if ((*a == '-' || *a == '_') && (*b == '-' || *b == '_'))
			continue;
		return false;
	}
	return *a == *b;
}

struct module *host_module(const struct host *host, const char *name)
{
	for (size_t i = 0; i < host->modules.n; i++) {
		if (module_name_equal(host->modules.items[i].name, name))
			return &host->modules.items[i];
	}
	return NULL;
}

struct modfile *host_file(const struct host *host, const char *path)
{
	for (size_t i = 0; i < host->files.n; i++) {
		if (strcmp(host->files.items[i].path, path) == 0)
			return &host->files.items[i];
	}
	return NULL;
}

const struct modfile *host_file_of(const struct host *host, const struct module *module)
{
	return module->path ? host_file(host, module->path) : NULL;
}

const struct modfile *host_installed_file(const struct host *host, const char *name)
{
	const struct module *module = host_module(host, name);

	return module && module->installed_path ? host_file(host, module->installed_path)
						: NULL;
}

const struct modconf *host_conf(const struct host *host, const char *module)
{
	for (size_t i = 0; i < host->confs.n; i++) {
		if (module_name_equal(host->confs.items[i].module, module))
			return &host->confs.items[i];
	}
	return NULL;
}

const struct port *host_port(const struct host *host, const char *address)
{
	for (size_t i = 0; i < host->ports.n; i++) {
		if (strcmp(host->ports.items[i].address, address) == 0)
			return &host->ports.items[i];
	}
	return NULL;
}

bool host_port_needs(const struct port *port, const struct strv *modules)
{
	for (size_t i = 0; i < port->below.n; i++) {
		if (strv_has(modules, port->below.items[i]))
			return true;
	}
	return port->module && strv_has(modules, port->module);
}

bool host_same_netns(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

const struct netdev *host_netdev_in(const struct host *host, const char *netns,
				    uint32_t ifindex)
{
	for (size_t i = 0; i < host->netdevs.n; i++) {
		/* Indices are unique in one namespace only. */
		if (host->netdevs.items[i].ifindex == ifindex &&
		    host_same_netns(host->netdevs.items[i].netns, netns))
			return &host->netdevs.items[i];
	}
	return NULL;
}

const struct netdev *host_netdev(const struct host *host, uint32_t ifindex)
{
	return host_netdev_in(host, NULL, ifindex);
}

static bool text_equal(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

const struct netdev *host_netdev_again(const struct host *now, const struct netdev *was)
{
	const struct netdev *only = NULL;
	size_t n = 0;

	for (size_t i = 0; was->port && i < now->netdevs.n; i++) {
		const struct netdev *netdev = &now->netdevs.items[i];

		if (netdev->netns || !text_equal(netdev->port, was->port))
			continue;
		if (text_equal(netdev->permanent_mac, was->permanent_mac) ||
		    text_equal(netdev->mac, was->mac) ||
		    text_equal(netdev->name, was->name))
			return netdev;
		only = netdev;
		n++;
	}
	return n == 1 ? only : NULL;
}

const char *module_state_name(int state)
{
	switch ((enum module_state)state) {
	case MODULE_LIVE:
		return "live";
	case MODULE_LOADING:
		return "loading";
	case MODULE_UNLOADING:
		return "unloading";
	case MODULE_BUILTIN:
		return "builtin";
	}
	return NULL;
}

const char *module_origin_name(int origin)
{
	switch ((enum module_origin)origin) {
	case ORIGIN_UNKNOWN:
		return "unknown";
	case ORIGIN_IN_TREE:
		return "in-tree";
	case ORIGIN_UPDATES:
		return "updates";
	case ORIGIN_EXTRA:
		return "extra";
	case ORIGIN_DKMS:
		return "dkms";
	case ORIGIN_BUNDLED:
		return "bundled";
	case ORIGIN_OTHER:
		return "other";
	}
	return NULL;
}

const char *xsk_mode_name(int mode)
{
	switch ((enum xsk_mode)mode) {
	case XSK_UNKNOWN:
		return "unknown";
	case XSK_ZEROCOPY:
		return "zero-copy";
	case XSK_COPY:
		return "copy";
	}
	return NULL;
}
