/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How each namespace would send to the addresses that matter. */
#ifndef NICCTL_NIC_WAYS_H
#define NICCTL_NIC_WAYS_H

#include "host.h"
#include "netlink.h"

/* An address, and the firewall mark of the packets to it. */
struct ways_goal {
	const char *to;
	uint32_t mark;
};

struct ways_goals {
	struct ways_goal *items;
	size_t n;
};

/* Gathers the peers of sessions, the ends of tunnels and the servers of storage, each
 * once. Returns 0 or -ENOMEM. */
int ways_gather(struct host *host, struct ways_goals *ret_goals);

/* Adds to host->ways how the namespace @netns (NULL: the caller's), which @sock was
 * opened in, sends to each of @goals. Returns 0 or -ENOMEM; a goal without a route has no
 * way. */
int ways_read(struct host *host, const struct ways_goals *goals, struct nl_sock *sock,
	      const char *netns);

#endif
