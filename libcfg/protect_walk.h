/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Down the stack of network devices, from one reason to all its ends. */
#ifndef NICCTL_PROTECT_WALK_H
#define NICCTL_PROTECT_WALK_H

#include "protect.h"

/* The kernel allows 8 nested devices in one namespace; made-up facts end here. */
#define PROTECT_WALK_DEPTH 32

struct protect_walk {
	const struct host *host;
	struct arena *arena;
	struct protections *found; /* ends are added here */
	bool *is_seen;		   /* one for each of host->netdevs */
	size_t visits;		   /* of all reasons: facts in which everything is
				      part of everything must end */
	struct protect_reason *reason;
	const char *to; /* the address it is all about; NULL: anywhere */
	const struct netdev *path[PROTECT_WALK_DEPTH];
	size_t depth;
};

/* Readies @walk for its next reason. Returns 0 or -ENOMEM. */
int protect_walk_begin(struct protect_walk *walk, struct protect_reason *reason,
		       const char *to);

/* Adds the ends below @dev; @chain is what was said so far. The loopback device has none.
 * Returns 0 or -ENOMEM, as the others. */
int protect_walk_device(struct protect_walk *walk, const struct netdev *dev,
			const char *chain);

/* Adds the ends of the way that packets with @mark to @to (NULL: anywhere) take from the
 * namespace @netns. @ret_any: was there a way? */
int protect_walk_route(struct protect_walk *walk, const char *netns, const char *to,
		       uint32_t mark, const char *chain, bool *ret_any);

/* Adds the port, and its PF when it is a VF. */
int protect_walk_port(struct protect_walk *walk, const char *address, const char *chain);

/* Adds an end that is no port. */
int protect_walk_end(struct protect_walk *walk, enum protect_end end, const char *chain,
		     const char *why);

/* The same way of saying where a device is: "eth0", or "eth0 [blue]" in a namespace. */
const char *protect_walk_label(struct arena *arena, const struct netdev *dev);

#endif
