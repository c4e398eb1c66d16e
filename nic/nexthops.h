/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Next hop objects: routes that name an object's number instead of a device (kernel 5.3).
 */
#ifndef NICCTL_NIC_NEXTHOPS_H
#define NICCTL_NIC_NEXTHOPS_H

#include "host.h"
#include "netlink.h"

/* Called for each hop; @gateway may be NULL, both live as long as @arena. Returns 0 or a
 * negative errno to stop. */
typedef int nexthops_fn(uint32_t ifindex, const char *gateway, void *ctx);

/* Hands the hops of object @id (one, or those of a group) to @fn. Returns 0, what @fn
 * returned, or the kernel's errno. */
int nexthops_resolve(struct nl_sock *sock, struct arena *arena, uint32_t id,
		     nexthops_fn *fn, void *ctx);

#endif
