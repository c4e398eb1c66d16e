/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses, neighbours, next hops, routes, rules and the VLANs of bridge ports: read,
 * put back, removed. */
#ifndef NICCTL_NIC_NETOBJECTS_H
#define NICCTL_NIC_NETOBJECTS_H

#include "netlink.h"
#include "netnames.h"
#include "netstate.h"

/* Adds to @state what names one of the ports and children in state->devices (and routes
 * whose source address is one of theirs). What the kernel makes by itself is left out.
 * Returns 0 or a negative errno. */
int netobjects_read(struct netstate *state, struct nl_sock *sock,
		    const struct netnames *names, struct nic_err *err);

/* Puts an object back, over one of the same key. Returns 0, -ENODEV (a device it names is
 * not there) or the kernel's errno. */
int netobjects_add(struct nl_sock *sock, const struct netnames *names,
		   const struct net_object *object);
int netobjects_remove(struct nl_sock *sock, const struct netnames *names,
		      const struct net_object *object);

#endif
