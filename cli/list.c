/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the list of ports together. */
#include "list.h"

#include <errno.h>
#include <string.h>

/* The file that the port's driver was loaded from; NULL: not known. */
static const struct modfile *file_of(const struct host *host, const struct port *port)
{
	const struct module *module =
		port->module ? host_module(host, port->module) : NULL;
	const struct modfile *file = module ? host_file_of(host, module) : NULL;

	return file && !file->problem ? file : NULL;
}

static const char *origin_of(const struct host *host, const struct port *port)
{
	const struct modfile *file = file_of(host, port);

	if (!port->module)
		return port->driver ? "built in" : NULL;
	return file ? module_origin_name((int)file->origin) : NULL;
}

/* The file tells of the loaded module only where it is proven to be the same. */
static const char *zc_of(const struct host *host, const struct port *port)
{
	const struct modfile *file = file_of(host, port);

	if (!file || !host_module(host, port->module)->path_is_proven)
		return NULL;
	return file->nicctl_zc;
}

static const char *link_of(const struct netdev *netdev)
{
	if (!netdev->is_up)
		return "off";
	return netdev->has_carrier ? "up" : "down";
}

static void add_netdevs(struct list_port *slot, const struct host *host,
			struct arena *arena)
{
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *from = &host->netdevs.items[i];
		struct list_netdev *netdev;

		if (!from->port || strcmp(from->port, slot->address) != 0)
			continue;
		netdev = ARENA_PUSH(arena, &slot->netdevs);
		if (!netdev)
			return;
		*netdev = (struct list_netdev){
			.name = from->name,
			.netns = from->netns,
			.mac = from->mac,
			.operstate = from->operstate,
			.link = link_of(from),
			.ifindex = from->ifindex,
			.is_up = from->is_up,
			.has_carrier = from->has_carrier,
			.addresses = from->addresses,
		};
	}
}

static void add_rdma(struct list_port *slot, const struct host *host, struct arena *arena)
{
	for (size_t i = 0; i < host->rdma.n; i++) {
		const struct rdma_device *rdma = &host->rdma.items[i];

		if (rdma->port && strcmp(rdma->port, slot->address) == 0)
			(void)strv_push(arena, &slot->rdma, rdma->name);
	}
}

static void add_protections(struct list_port *slot, const struct protections *found,
			    struct arena *arena)
{
	for (size_t i = 0; i < found->n; i++) {
		const struct protection *protection = &found->items[i];

		if (protection->port && strcmp(protection->port, slot->address) == 0)
			(void)strv_push(arena, &slot->protections, protection->chain);
	}
	slot->is_protected = protect_find(found, slot->address) != NULL;
}

static void add_port(struct list *list, const struct host *host, const struct port *port,
		     const struct protections *found, struct arena *arena)
{
	struct list_port *slot = ARENA_PUSH(arena, &list->ports);

	if (!slot)
		return;
	slot->address = port->address;
	slot->bus = port->bus;
	slot->driver = port->driver;
	slot->module = port->module;
	slot->origin = origin_of(host, port);
	slot->zc = zc_of(host, port);
	add_netdevs(slot, host, arena);
	add_rdma(slot, host, arena);
	add_protections(slot, found, arena);
}

int list_make(const struct host *host, const struct request *request, struct arena *arena,
	      struct list *ret_list, struct nic_err *err)
{
	struct protections found = {0};
	struct list list = {
		.schema = 1,
		.hostname = host->hostname,
		.kernel = host->kernel.release,
		.collected_at = host->collected_at,
		.not_read = host->not_read,
	};

	if (protect_resolve(host, request, arena, &found, err) < 0 ||
	    advice_make(host, &found, arena, &list.advice) < 0)
		return -ENOMEM;
	list.mistakes = found.mistakes;
	for (size_t i = 0; i < host->ports.n; i++)
		add_port(&list, host, &host->ports.items[i], &found, arena);
	for (size_t i = 0; i < found.n; i++) {
		if (!found.items[i].port)
			(void)strv_push(arena, &list.unresolved, found.items[i].chain);
	}
	if (arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_list = list;
	return 0;
}
