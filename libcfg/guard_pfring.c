/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules about applications that have rings of the module pf_ring on a port. That
 * module is built apart from the kernel: whether it lets a device go that vanishes is not
 * known of each version, and in zero-copy the card writes into the ring's memory. */
#include "guard_rules.h"

#include <inttypes.h>

/* How many rings of the same process are on the same device; 0: one that comes before @at
 * in the list has counted this one. */
static size_t count_alike(const struct host *host, size_t at)
{
	const struct pfring_ring *rings = host->pfring_rings.items, *one = &rings[at];
	size_t n = 0;

	for (size_t i = 0; i < host->pfring_rings.n; i++) {
		if (rings[i].ifindex != one->ifindex || rings[i].pid != one->pid ||
		    rings[i].is_zc != one->is_zc)
			continue;
		if (i < at)
			return 0;
		n++;
	}
	return n;
}

static void judge(struct guard *guard, const struct pfring_ring *ring, size_t n,
		  const struct netdev *netdev, const char *setting)
{
	guard_refuse(guard, "end it first",
		     "pid %" PRIu32 " (%s) has %zu %s of PF_RING on %s%s%s%s%s",
		     ring->pid, ring->comm ? ring->comm : "?", n,
		     n == 1 ? "ring" : "rings", netdev->name,
		     ring->is_zc ? ": the card writes into its memory (zero-copy)" : "",
		     setting ? ", which '" : "", setting ? setting : "",
		     setting ? "' interrupts" : "");
}

void guard_rule_pfring(struct guard *guard)
{
	const struct host *host = guard->host;
	size_t before = guard->verdicts->n;

	for (size_t i = 0; i < host->pfring_rings.n; i++) {
		const struct pfring_ring *ring = &host->pfring_rings.items[i];
		const struct netdev *netdev = host_netdev(host, ring->ifindex);
		size_t n = count_alike(host, i);

		if (n && netdev && netdev->port &&
		    plan_touches_port(guard->plan, netdev->port))
			judge(guard, ring, n, netdev, NULL);
	}
	if (host->pfring_rings.n && guard->verdicts->n == before)
		guard_pass(guard, "no port that goes down has rings of PF_RING");
}

void guard_rule_settings_pfring(struct guard *guard)
{
	const struct host *host = guard->host;
	size_t before = guard->verdicts->n;

	for (size_t i = 0; i < host->pfring_rings.n; i++) {
		const struct pfring_ring *ring = &host->pfring_rings.items[i];
		const struct netdev *netdev = host_netdev(host, ring->ifindex);
		const char *setting =
			netdev && netdev->port
				? guard_settings_interrupting(guard->plan, netdev->port)
				: NULL;
		size_t n = setting ? count_alike(host, i) : 0;

		if (n)
			judge(guard, ring, n, netdev, setting);
	}
	if (host->pfring_rings.n && guard->verdicts->n == before)
		guard_pass(guard, "no port that is interrupted has rings of PF_RING");
}
