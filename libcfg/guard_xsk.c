/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rule about applications that have bound AF_XDP sockets to a port that goes down. In
 * zero-copy the card writes into their memory, so they must have let go before. */
#include "guard_rules.h"

#include <inttypes.h>

/* How many sockets of the same process and kind are bound to the same device; 0: one that
 * comes before @at in the list has counted this one. */
static size_t count_alike(const struct host *host, size_t at)
{
	const struct xsk_socket *sockets = host->xsk_sockets.items, *one = &sockets[at];
	size_t n = 0;

	for (size_t i = 0; i < host->xsk_sockets.n; i++) {
		if (sockets[i].ifindex != one->ifindex || sockets[i].mode != one->mode ||
		    sockets[i].has_pid != one->has_pid || sockets[i].pid != one->pid)
			continue;
		if (i < at)
			return 0;
		n++;
	}
	return n;
}

static const char *xsk_owner(struct guard *guard, const struct xsk_socket *socket)
{
	if (!socket->has_pid)
		return "a process that the kernel does not name";
	return arena_printf(guard->arena, "pid %" PRIu32 " (%s)", socket->pid,
			    socket->comm ? socket->comm : "?");
}

static void judge_xsk(struct guard *guard, const struct xsk_socket *socket, size_t n,
		      const struct netdev *netdev)
{
	const char *owner = xsk_owner(guard, socket);
	const char *queues = n == 1 ? "queue" : "queues";

	if (socket->mode == XSK_COPY)
		guard_warn(guard, "restart it afterwards",
			   "%s has AF_XDP sockets on %zu %s of %s (copy mode) and "
			   "loses them",
			   owner, n, queues, netdev->name);
	else
		guard_refuse(guard, "end it first",
			     "%s has AF_XDP sockets on %zu %s of %s%s", owner, n, queues,
			     netdev->name,
			     socket->mode == XSK_ZEROCOPY
				     ? ": the card writes into its memory (zero-copy)"
				     : "");
}

void guard_rule_zero_copy(struct guard *guard)
{
	const struct host *host = guard->host;
	size_t before = guard->verdicts->n;

	for (size_t i = 0; i < host->xsk_sockets.n; i++) {
		const struct xsk_socket *socket = &host->xsk_sockets.items[i];
		const struct netdev *netdev = host_netdev(host, socket->ifindex);
		size_t n = count_alike(host, i);

		if (n && netdev && netdev->port &&
		    plan_touches_port(guard->plan, netdev->port))
			judge_xsk(guard, socket, n, netdev);
	}
	if (host->xsk_sockets.n && guard->verdicts->n == before)
		guard_pass(guard, "no port that goes down has AF_XDP sockets");
}
