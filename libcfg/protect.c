/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From routes and sessions down the stack of network devices to the ports below. */
#include "protect.h"

#include <errno.h>
#include <string.h>

/* Deeper stacks do not exist (the kernel allows 8 nested devices); loops end here too. */
#define MAX_STACK 16

/* Against made-up facts in which everything is a member of everything. */
#define MAX_VISITS 10000
#define MAX_NAME 128 /* the kernel's ALTIFNAMSIZ; plain names are shorter */

struct resolver {
	const struct host *host;
	struct arena *arena;
	struct protections *found;
	unsigned int visits;
};

static int add(struct resolver *resolver, const char *port, const char *chain)
{
	struct protection *slot;

	if (!chain)
		return -ENOMEM;
	slot = ARENA_PUSH(resolver->arena, resolver->found);
	if (!slot)
		return -ENOMEM;
	slot->port = port;
	slot->chain = chain;
	return 0;
}

/* The port itself, and its PF when it is a VF: without the PF's driver there is no VF. */
static int add_port(struct resolver *resolver, const char *address, const char *chain)
{
	const struct port *port = host_port(resolver->host, address);
	const struct port *physfn = NULL;
	int r;

	if (port && port->physfn)
		physfn = host_port(resolver->host, port->physfn);
	r = add(resolver, address,
		arena_printf(resolver->arena, "%s -> %s%s%s", chain, address,
			     port && port->driver ? " -> " : "",
			     port && port->driver ? port->driver : ""));
	if (r == 0 && physfn)
		r = add(resolver, physfn->address,
			arena_printf(resolver->arena, "%s -> VF %s -> PF %s -> %s", chain,
				     address, physfn->address,
				     physfn->driver ? physfn->driver : "no driver"));
	return r;
}

static int walk(struct resolver *resolver, const struct netdev *netdev,
		const char *reason, int depth);

/* The devices that @netdev is made of. @ret_any: was there one? */
static int walk_below(struct resolver *resolver, const struct netdev *netdev,
		      const char *chain, int depth, bool *ret_any)
{
	*ret_any = false;
	for (size_t i = 0; i < resolver->host->netdevs.n; i++) {
		const struct netdev *below = &resolver->host->netdevs.items[i];
		bool is_member = netdev->ifindex && below->master == netdev->ifindex;
		bool is_link = netdev->link && below->ifindex == netdev->link;
		int r;

		if (below->netns || below == netdev || (!is_member && !is_link))
			continue;
		*ret_any = true;
		r = walk(resolver, below, chain, depth + 1);
		if (r < 0)
			return r;
	}
	return 0;
}

static int walk(struct resolver *resolver, const struct netdev *netdev,
		const char *reason, int depth)
{
	char *chain;
	bool any = false;
	int r;

	if (resolver->visits > MAX_VISITS)
		return 0; /* said already */
	if (resolver->visits++ == MAX_VISITS)
		return add(resolver, NULL, "there are more devices than can be followed");
	chain = arena_printf(resolver->arena, "%s -> %.*s", reason, MAX_NAME,
			     netdev->name);
	if (!chain)
		return -ENOMEM;
	if (netdev->port)
		return add_port(resolver, netdev->port, chain);
	if (depth < MAX_STACK) {
		r = walk_below(resolver, netdev, chain, depth, &any);
		if (r < 0 || any)
			return r;
	}
	return add(resolver, NULL, chain);
}

static int resolve_from(struct resolver *resolver, uint32_t ifindex, const char *reason)
{
	const struct netdev *netdev = host_netdev(resolver->host, ifindex);

	if (!reason)
		return -ENOMEM;
	if (!netdev)
		return add(resolver, NULL, reason);
	if (strcmp(netdev->name, "lo") == 0)
		return 0;
	return walk(resolver, netdev, reason, 0);
}

/* Was the same said by an earlier route (of another table, or another gateway)? */
static bool route_is_known(const struct host *host, size_t i)
{
	const struct route *routes = host->default_routes.items;

	for (size_t k = 0; k < i; k++) {
		if (routes[k].ifindex == routes[i].ifindex &&
		    strcmp(routes[k].family, routes[i].family) == 0)
			return true;
	}
	return false;
}

static bool session_is_known(const struct host *host, size_t i)
{
	const struct session *sessions = host->sessions.items;

	for (size_t k = 0; k < i; k++) {
		if (sessions[k].has_ifindex == sessions[i].has_ifindex &&
		    sessions[k].ifindex == sessions[i].ifindex &&
		    strcmp(sessions[k].peer, sessions[i].peer) == 0)
			return true;
	}
	return false;
}

int protect_resolve(const struct host *host, struct arena *arena,
		    struct protections *ret_protections, struct nic_err *err)
{
	struct protections found = {0};
	struct resolver resolver = {host, arena, &found, 0};
	int r = 0;

	for (size_t i = 0; i < host->default_routes.n && r == 0; i++) {
		const struct route *route = &host->default_routes.items[i];

		if (route_is_known(host, i))
			continue;
		r = resolve_from(
			&resolver, route->ifindex,
			arena_printf(arena, "default route (%s)", route->family));
	}
	for (size_t i = 0; i < host->sessions.n && r == 0; i++) {
		const struct session *session = &host->sessions.items[i];
		char *reason;

		if (session_is_known(host, i))
			continue;
		reason = arena_printf(arena, "this session (from %s)", session->peer);
		if (session->has_ifindex)
			r = resolve_from(&resolver, session->ifindex, reason);
		else
			r = add(&resolver, NULL, reason);
	}
	if (r < 0)
		return nic_err_set(err, r, "out of memory");
	*ret_protections = found;
	return 0;
}

const struct protection *protect_find(const struct protections *protections,
				      const char *port)
{
	for (size_t i = 0; i < protections->n; i++) {
		if (protections->items[i].port &&
		    strcmp(protections->items[i].port, port) == 0)
			return &protections->items[i];
	}
	return NULL;
}
