/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queueing disciplines of a device, as far as they were set by somebody. */
#ifndef NICCTL_NIC_NETQDISC_H
#define NICCTL_NIC_NETQDISC_H

#include "netlink.h"
#include "netnames.h"
#include "netstate.h"

/* Adds a simple root as setting "qdisc root" ("KIND HANDLE OPTIONS", the last two in
 * hex); classes, filters and what stands below the root become losses. Returns 0 or a
 * negative errno. */
int netqdisc_read(struct netstate *state, struct nl_sock *sock,
		  const struct netnames *names, struct nic_err *err);

/* Returns 0, -EINVAL (not such a value) or the kernel's errno. */
int netqdisc_set(struct nl_sock *sock, const struct netname *name, const char *value);

#endif
