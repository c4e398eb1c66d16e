/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the ways that are protected to what is looked at on them. */
#include "probe.h"

#include <errno.h>
#include <string.h>

#include "protect.h"

struct finder {
	const struct host *host;
	const struct plan *plan;
	struct arena *arena;
	const struct protections *ways;
	struct probes *found;
};

static bool text_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static struct probe *find_same(const struct probes *probes,
			       const struct probe_point *point)
{
	for (size_t i = 0; i < probes->n; i++) {
		const struct probe_point *known = &probes->items[i].point;

		if (known->kind == point->kind && known->ifindex == point->ifindex &&
		    host_same_netns(known->netns, point->netns) &&
		    text_equal(known->target, point->target))
			return &probes->items[i];
	}
	return NULL;
}

/* Several ways may cross at one point: it is steady as soon as one of them is. */
static int add(struct finder *finder, const struct probe *probe)
{
	struct probe *slot = find_same(finder->found, &probe->point);

	if (slot) {
		slot->is_steady |= probe->is_steady;
		return 0;
	}
	slot = ARENA_PUSH(finder->arena, finder->found);
	if (!slot)
		return -ENOMEM;
	*slot = *probe;
	return 0;
}

static bool is_touched(const struct finder *finder, const struct protection *way)
{
	return plan_touches_port(finder->plan, way->port);
}

/* Does one of the ways of this reason stay as it is? A bond goes on with one member. */
static bool is_reason_steady(const struct finder *finder,
			     const struct protect_reason *reason)
{
	for (size_t i = 0; i < finder->ways->n; i++) {
		const struct protection *way = &finder->ways->items[i];

		if (way->reason == reason && way->port && !is_touched(finder, way))
			return true;
	}
	return false;
}

static int add_carrier(struct finder *finder, const struct protection *way,
		       const struct netdev *dev, bool is_steady)
{
	struct probe probe = {
		.point = {PROBE_CARRIER, dev->netns, dev->ifindex, NULL},
		.device = dev->name,
		.chain = way->chain,
		.is_steady = is_steady,
	};

	return add(finder, &probe);
}

/* A point beyond the first device. */
static int add_target(struct finder *finder, const struct protection *way,
		      enum probe_kind kind, const struct netdev *dev, const char *target)
{
	struct probe probe = {
		.point = {kind, dev->netns, dev->ifindex, target},
		.device = dev->name,
		.chain = way->chain,
		.is_steady = is_reason_steady(finder, way->reason),
	};

	return add(finder, &probe);
}

static int add_gateways(struct finder *finder, const struct protection *way,
			const struct netdev *dev)
{
	int r = 0;

	for (size_t i = 0; i < finder->host->default_routes.n && r == 0; i++) {
		const struct route *route = &finder->host->default_routes.items[i];

		if (route->gateway && route->ifindex == dev->ifindex &&
		    host_same_netns(route->netns, dev->netns))
			r = add_target(finder, way, PROBE_NEIGHBOUR, dev, route->gateway);
	}
	return r;
}

static const struct way *way_to(const struct host *host, const char *netns,
				const char *to)
{
	for (size_t i = 0; i < host->ways.n; i++) {
		const struct way *way = &host->ways.items[i];

		if (!way->mark && host_same_netns(way->netns, netns) &&
		    strcmp(way->to, to) == 0)
			return way;
	}
	return NULL;
}

/* Packets to the peer may leave by another device than that of its connection. */
static int add_peer(struct finder *finder, const struct protection *way)
{
	const struct protect_reason *reason = way->reason;
	const struct way *out = way_to(finder->host, reason->netns, reason->peer);
	const struct netdev *dev =
		out ? host_netdev_in(finder->host, reason->netns, out->ifindex) : NULL;
	int r;

	if (!dev || (dev->link_netns && dev->kind && strcmp(dev->kind, "veth") == 0))
		return 0;
	r = add_target(finder, way, PROBE_ROUTE, dev, reason->peer);
	if (r < 0)
		return r;
	return add_target(finder, way, PROBE_NEIGHBOUR, dev,
			  out->gateway ? out->gateway : reason->peer);
}

static int add_rdma(struct finder *finder, const struct protection *way)
{
	int r = 0;

	for (size_t i = 0; i < finder->host->rdma.n && r == 0; i++) {
		const struct rdma_device *rdma = &finder->host->rdma.items[i];
		struct probe probe = {
			.point = {PROBE_RDMA, NULL, 0, rdma->name},
			.port = rdma->port,
			.chain = way->chain,
			.is_steady = !strv_has(&finder->plan->rdma, rdma->name),
		};

		if (text_equal(rdma->port, way->port) && rdma->state &&
		    strcmp(rdma->state, "ACTIVE") == 0)
			r = add(finder, &probe);
	}
	return r;
}

static const struct netdev *device_of_port(const struct protection *way)
{
	for (size_t i = 0; i < way->devices.n; i++) {
		if (text_equal(way->devices.items[i]->port, way->port))
			return way->devices.items[i];
	}
	return NULL;
}

/* Of each reason once: the first device, and what is to be reached over it. */
static int add_first(struct finder *finder, const struct protection *way,
		     const struct netdev *first)
{
	const struct protect_reason *reason = way->reason;
	int r = add_carrier(finder, way, first, is_reason_steady(finder, reason));

	if (r == 0 && reason->kind == PROTECT_ROUTE)
		r = add_gateways(finder, way, first);
	if (r == 0 && reason->peer)
		r = add_peer(finder, way);
	return r;
}

static int add_way(struct finder *finder, const struct protection *way)
{
	const struct netdev *first = way->devices.n ? way->devices.items[0] : NULL;
	const struct netdev *port = device_of_port(way);
	int r = 0;

	if (first &&
	    !(first->link_netns && first->kind && strcmp(first->kind, "veth") == 0))
		r = add_first(finder, way, first);
	if (r == 0 && port)
		r = add_carrier(finder, way, port, !is_touched(finder, way));
	return r == 0 ? add_rdma(finder, way) : r;
}

int probe_find(const struct host *host, const struct request *request,
	       const struct plan *plan, struct arena *arena, struct probes *ret_probes,
	       struct nic_err *err)
{
	struct protections ways = {0};
	struct probes found = {0};
	struct finder finder = {host, plan, arena, &ways, &found};
	int r = protect_resolve(host, request, arena, &ways, err);

	for (size_t i = 0; i < ways.n && r == 0; i++) {
		if (ways.items[i].port && !ways.items[i].reason->is_advisory)
			r = add_way(&finder, &ways.items[i]);
	}
	if (r < 0 || arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_probes = found;
	return 0;
}

/* A virtual device has its name only. */
static const struct netdev *device_again(const struct host *now, const struct netdev *was)
{
	if (was->port)
		return host_netdev_again(now, was);
	for (size_t i = 0; i < now->netdevs.n; i++) {
		const struct netdev *is = &now->netdevs.items[i];

		if (host_same_netns(is->netns, was->netns) &&
		    strcmp(is->name, was->name) == 0)
			return is;
	}
	return NULL;
}

static void follow_device(struct probe *probe, const struct host *was,
			  const struct host *now, struct arena *arena)
{
	const struct netdev *old =
		host_netdev_in(was, probe->point.netns, probe->point.ifindex);
	const struct netdev *dev = old ? device_again(now, old) : NULL;

	if (!dev)
		return;
	probe->point.ifindex = dev->ifindex;
	probe->device = arena_strdup(arena, dev->name);
}

static void follow_rdma(struct probe *probe, const struct host *now, struct arena *arena)
{
	for (size_t i = 0; i < now->rdma.n; i++) {
		if (!text_equal(now->rdma.items[i].port, probe->port))
			continue;
		probe->point.target = arena_strdup(arena, now->rdma.items[i].name);
		return;
	}
}

void probe_follow(struct probes *probes, const struct host *was, const struct host *now,
		  struct arena *arena)
{
	for (size_t i = 0; i < probes->n; i++) {
		struct probe *probe = &probes->items[i];

		if (probe->is_steady)
			continue;
		if (probe->point.kind == PROBE_RDMA)
			follow_rdma(probe, now, arena);
		else
			follow_device(probe, was, now, arena);
	}
}

static const char *say(const struct probe *probe, struct arena *arena, bool is_good)
{
	const struct probe_point *point = &probe->point;
	const char *place = probe->device ? probe->device : "?";

	if (point->netns)
		place = arena_printf(arena, "%s [%s]", place, point->netns);
	if (!place)
		return NULL;
	switch (point->kind) {
	case PROBE_CARRIER:
		return arena_printf(arena, "%s %s", place,
				    is_good ? "has carrier" : "has no carrier");
	case PROBE_NEIGHBOUR:
		return arena_printf(arena, "%s %s on %s", point->target,
				    is_good ? "answers" : "does not answer", place);
	case PROBE_ROUTE:
		return arena_printf(arena, "the route to %s %s over %s", point->target,
				    is_good ? "is" : "is not", place);
	case PROBE_RDMA:
		return arena_printf(arena, "%s %s active", point->target,
				    is_good ? "is" : "is not");
	}
	return NULL;
}

const char *probe_text(const struct probe *probe, struct arena *arena)
{
	return say(probe, arena, true);
}

const char *probe_complaint(const struct probe *probe, struct arena *arena)
{
	return say(probe, arena, false);
}

const char *probe_kind_name(int kind)
{
	switch ((enum probe_kind)kind) {
	case PROBE_CARRIER:
		return "carrier";
	case PROBE_NEIGHBOUR:
		return "neighbour";
	case PROBE_ROUTE:
		return "route";
	case PROBE_RDMA:
		return "rdma";
	}
	return NULL;
}

const char *probe_state_name(int state)
{
	switch ((enum probe_state)state) {
	case PROBE_UNKNOWN:
		return NULL;
	case PROBE_PASSED:
		return "passed";
	case PROBE_FAILED:
		return "failed";
	}
	return NULL;
}
