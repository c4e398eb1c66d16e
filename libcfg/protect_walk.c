/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Down the stack of network devices. Each device is visited once for each reason, so that
 * circles end and no port is named twice. */
#include "protect_walk.h"

#include <errno.h>
#include <string.h>

#include "netkind.h"

/* No machine has this many devices on the ways of all reasons together. */
#define MAX_VISITS 20000
#define MAX_NAME 128 /* the kernel's ALTIFNAMSIZ; plain names are shorter */

const char *protect_walk_label(struct arena *arena, const struct netdev *dev)
{
	return dev->netns ? arena_printf(arena, "%.*s [%.*s]", MAX_NAME, dev->name,
					 MAX_NAME, dev->netns)
			  : arena_printf(arena, "%.*s", MAX_NAME, dev->name);
}

int protect_walk_begin(struct protect_walk *walk, struct protect_reason *reason,
		       const char *to)
{
	size_t bytes = walk->host->netdevs.n + 1;

	if (!walk->is_seen)
		walk->is_seen = arena_alloc(walk->arena, bytes);
	if (!walk->is_seen)
		return -ENOMEM;
	memset(walk->is_seen, 0, bytes);
	walk->reason = reason;
	walk->to = to;
	walk->depth = 0;
	return 0;
}

static struct protection *add(struct protect_walk *walk, const char *chain)
{
	struct protection *slot = ARENA_PUSH(walk->arena, walk->found);
	size_t bytes = walk->depth * sizeof(walk->path[0]);

	if (!slot || !chain)
		return NULL;
	slot->chain = chain;
	slot->reason = walk->reason;
	slot->devices.items = arena_alloc(walk->arena, bytes + 1);
	if (!slot->devices.items)
		return NULL;
	memcpy(slot->devices.items, walk->path, bytes);
	slot->devices.n = walk->depth;
	return slot;
}

int protect_walk_end(struct protect_walk *walk, enum protect_end end, const char *chain,
		     const char *why)
{
	struct protection *slot = add(walk, chain);

	if (!slot)
		return -ENOMEM;
	slot->end = end;
	slot->why = why;
	return 0;
}

static int add_port(struct protect_walk *walk, const char *address, const char *chain)
{
	struct protection *slot = add(walk, chain);

	if (!slot)
		return -ENOMEM;
	slot->port = address;
	walk->reason->n_ports++;
	return 0;
}

int protect_walk_port(struct protect_walk *walk, const char *address, const char *chain)
{
	const struct port *port = host_port(walk->host, address), *physfn = NULL;
	int r;

	if (port && port->physfn)
		physfn = host_port(walk->host, port->physfn);
	r = add_port(walk, address,
		     arena_printf(walk->arena, "%s -> %s%s%s", chain, address,
				  port && port->driver ? " -> " : "",
				  port && port->driver ? port->driver : ""));
	if (r == 0 && physfn) /* without the PF's driver there is no VF */
		r = add_port(walk, physfn->address,
			     arena_printf(walk->arena, "%s -> VF %s -> PF %s -> %s",
					  chain, address, physfn->address,
					  physfn->driver ? physfn->driver : "no driver"));
	return r;
}

/* Marks @dev and adds it to the chain. NULL: it was visited before (*@ret_error is 0), or
 * cannot be followed. */
static const char *enter(struct protect_walk *walk, const struct netdev *dev,
			 const char *chain, int *ret_error)
{
	bool *is_seen = &walk->is_seen[dev - walk->host->netdevs.items];
	const char *longer;

	*ret_error = 0;
	if (*is_seen)
		return NULL;
	*is_seen = true;
	longer = arena_printf(walk->arena, "%s -> %s", chain,
			      protect_walk_label(walk->arena, dev));
	if (!longer || arena_failed(walk->arena)) {
		*ret_error = -ENOMEM;
	} else if (walk->depth == PROTECT_WALK_DEPTH || walk->visits >= MAX_VISITS) {
		*ret_error = protect_walk_end(walk, PROTECT_END_UNKNOWN, longer,
					      "there are more devices than can be "
					      "followed");
		longer = NULL;
	} else {
		walk->visits++;
		walk->path[walk->depth++] = dev;
		return longer;
	}
	return NULL;
}

static bool is_member(const struct netdev *of, const struct netdev *dev,
		      const struct netdev *master)
{
	if (dev == of || !dev->master || !host_same_netns(dev->netns, of->netns))
		return false;
	if (!netkind_is_ovs(of->kind))
		return dev->master == of->ifindex;
	return master && netkind_is_ovs(master->kind);
}

/* Bonds, teams and bridges have members. So has an Open vSwitch datapath, and each of its
 * internal ports may use all of them: the flows decide. */
static int walk_members(struct protect_walk *walk, const struct netdev *dev,
			const char *chain, bool *any)
{
	for (size_t i = 0; i < walk->host->netdevs.n; i++) {
		const struct netdev *member = &walk->host->netdevs.items[i];
		int r;

		if (!is_member(dev, member,
			       host_netdev_in(walk->host, member->netns, member->master)))
			continue;
		*any = true;
		r = protect_walk_device(walk, member, chain);
		if (r < 0)
			return r;
	}
	return 0;
}

static const char *link_netns(const struct netdev *dev)
{
	if (!dev->link_netns)
		return dev->netns;
	return strcmp(dev->link_netns, HOST_NETNS_CALLER) == 0 ? NULL : dev->link_netns;
}

/* From one end of a veth to the other, and on: through the bridge that it is part of, or
 * by the routes of its namespace. */
static int walk_peer(struct protect_walk *walk, const struct netdev *peer,
		     const char *chain)
{
	const struct netdev *master =
		peer->master ? host_netdev_in(walk->host, peer->netns, peer->master)
			     : NULL;
	size_t before = walk->found->n, depth = walk->depth;
	bool any = false;
	int r;

	chain = enter(walk, peer, chain, &r);
	if (chain && master && !netkind_is_vrf(master->kind)) {
		const char *through = enter(walk, master, chain, &r);

		if (through)
			r = walk_members(walk, master, through, &any);
		chain = through;
	} else {
		master = NULL;
	}
	if (chain && r == 0 &&
	    (!master || master->addresses.n || walk->found->n == before))
		r = protect_walk_route(walk, peer->netns, walk->to, 0, chain, &any);
	if (chain && r == 0 && walk->found->n == before && !walk->reason->n_ports)
		r = protect_walk_end(walk, PROTECT_END_NONE, chain, NULL);
	walk->depth = depth;
	return r;
}

/* The device that this one names as the one below, or as its peer. */
static int walk_link(struct protect_walk *walk, const struct netdev *dev,
		     const char *chain, bool *any)
{
	const struct netdev *link;

	if (!dev->link)
		return 0;
	*any = true;
	link = host_netdev_in(walk->host, link_netns(dev), dev->link);
	if (!link)
		return protect_walk_end(walk, PROTECT_END_UNKNOWN, chain,
					netkind_is_pair(dev->kind)
						? "its other end cannot be seen"
						: "the device below it cannot be seen");
	if (netkind_is_pair(dev->kind))
		return walk_peer(walk, link, chain);
	return protect_walk_device(walk, link, chain);
}

/* By the routes to one end of the tunnel. A tunnel whose kernel driver does not tell in
 * which namespace it sends may do so in any. */
static int walk_remote(struct protect_walk *walk, const struct netdev *dev,
		       const char *remote, const char *chain)
{
	const char *longer =
		arena_printf(walk->arena, "%s -> tunnel to %s", chain, remote);
	size_t before = walk->found->n;
	bool any = false;
	int r = longer ? 0 : -ENOMEM;

	if (r == 0)
		r = protect_walk_route(walk, link_netns(dev), remote, dev->tunnel_mark,
				       longer, &any);
	for (size_t i = 0;
	     r == 0 && netkind_hides_netns(dev->kind) && i < walk->host->ways.n; i++) {
		const struct way *way = &walk->host->ways.items[i];

		if (strcmp(way->to, remote) == 0 && way->mark == dev->tunnel_mark)
			r = protect_walk_route(walk, way->netns, remote, way->mark,
					       longer, &any);
	}
	if (r == 0 && walk->found->n == before && !walk->reason->n_ports)
		r = protect_walk_end(walk, PROTECT_END_UNKNOWN, longer,
				     "no route there leads to a port");
	return r;
}

static const struct netdev *holder_of(const struct host *host, const char *netns,
				      const char *address)
{
	size_t bytes = strlen(address);

	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *dev = &host->netdevs.items[i];

		for (size_t a = 0; a < dev->addresses.n; a++) {
			const char *held = dev->addresses.items[a];

			if (host_same_netns(dev->netns, netns) &&
			    strncmp(held, address, bytes) == 0 && held[bytes] == '/')
				return dev;
		}
	}
	return NULL;
}

static int walk_tunnel(struct protect_walk *walk, const struct netdev *dev,
		       const char *chain, bool *any)
{
	const struct netdev *holder;

	for (size_t i = 0; i < dev->remotes.n; i++) {
		int r = walk_remote(walk, dev, dev->remotes.items[i], chain);

		if (r < 0)
			return r;
		*any = true;
	}
	if (*any || !dev->tunnel_local)
		return 0;
	/* Its packets leave from this address: by the device that holds it, most likely.
	 */
	holder = holder_of(walk->host, link_netns(dev), dev->tunnel_local);
	if (!holder || strcmp(holder->name, "lo") == 0)
		return 0;
	*any = true;
	return protect_walk_device(walk, holder, chain);
}

static int walk_below(struct protect_walk *walk, const struct netdev *dev,
		      const char *chain)
{
	bool any = dev->port != NULL;
	int r = 0;

	if (dev->port)
		r = protect_walk_port(walk, dev->port, chain);
	if (r == 0)
		r = walk_members(walk, dev, chain, &any);
	if (r == 0)
		r = walk_link(walk, dev, chain, &any);
	if (r == 0)
		r = walk_tunnel(walk, dev, chain, &any);
	if (r < 0 || any)
		return r;
	return netkind_is_empty(dev->kind)
		       ? protect_walk_end(walk, PROTECT_END_NONE, chain, NULL)
		       : protect_walk_end(walk, PROTECT_END_UNKNOWN, chain,
					  netkind_unknown(dev->kind));
}

int protect_walk_device(struct protect_walk *walk, const struct netdev *dev,
			const char *chain)
{
	size_t depth = walk->depth;
	int r;

	if (strcmp(dev->name, "lo") == 0)
		return 0;
	chain = enter(walk, dev, chain, &r);
	if (chain)
		r = walk_below(walk, dev, chain);
	walk->depth = depth;
	return r;
}

/* The one device that the kernel named for this address. */
static const struct netdev *way_of(const struct host *host, const char *netns,
				   const char *to, uint32_t mark)
{
	for (size_t i = 0; i < host->ways.n; i++) {
		const struct way *way = &host->ways.items[i];

		if (way->mark == mark && strcmp(way->to, to) == 0 &&
		    host_same_netns(way->netns, netns))
			return host_netdev_in(host, netns, way->ifindex);
	}
	return NULL;
}

int protect_walk_route(struct protect_walk *walk, const char *netns, const char *to,
		       uint32_t mark, const char *chain, bool *ret_any)
{
	const struct host *host = walk->host;
	const struct netdev *dev = to ? way_of(host, netns, to, mark) : NULL;
	int r = 0;

	if (dev) {
		*ret_any = true;
		return protect_walk_device(walk, dev, chain);
	}
	for (size_t i = 0; i < host->default_routes.n && r == 0; i++) {
		const struct route *route = &host->default_routes.items[i];

		dev = host_same_netns(route->netns, netns)
			      ? host_netdev_in(host, netns, route->ifindex)
			      : NULL;
		if (!dev)
			continue;
		*ret_any = true;
		r = protect_walk_device(walk, dev, chain);
	}
	return r;
}
