/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which ports must not go down, and why. */
#ifndef NICCTL_PROTECT_H
#define NICCTL_PROTECT_H

#include "host.h"

/* One reason to protect one port. @chain: from the reason down to the port, e.g.
 * "default route (inet) -> bond0 -> eno1 -> 0000:19:00.0 -> i40e".
 * @port is NULL when the way ends at a device that belongs to no port (a tunnel, say):
 * then
 * @chain ends there. */
struct protection {
	const char *port;
	const char *chain;
};

struct protections {
	struct protection *items;
	size_t n;
};

/* Follows every default route and every remote session of the caller from its network
 * device down (members of bonds, bridges and teams, the device below a VLAN or macvlan,
 * the PF below a VF) to ports. The result is taken from @arena. Returns 0 or -ENOMEM. */
int protect_resolve(const struct host *host, struct arena *arena,
		    struct protections *ret_protections, struct nic_err *err);

/* The first reason to protect @port; NULL: it is not protected. */
const struct protection *protect_find(const struct protections *protections,
				      const char *port);

#endif
