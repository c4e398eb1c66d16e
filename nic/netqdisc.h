/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queueing disciplines of a device, as far as they were set by somebody. */
#ifndef NICCTL_NIC_NETQDISC_H
#define NICCTL_NIC_NETQDISC_H

#include "netlink.h"
#include "netnames.h"
#include "netstate.h"

/* Adds, in the order in which they are put back, the settings "qdisc root" and, of what
 * stands below it, "qdisc below PARENT" (hexadecimal), as "KIND HANDLE OPTIONS", the last
 * two in hexadecimal. Other kinds, and filters, become refusals. Returns 0 or a negative
 * errno. */
int netqdisc_read(struct netstate *state, struct nl_sock *sock,
		  const struct netnames *names, struct nic_err *err);

/* Returns 0, -EINVAL (not such a value), -EOPNOTSUPP (there was none) or the kernel's
 * errno. */
int netqdisc_set(struct nl_sock *sock, const struct netname *name, const char *setting,
		 const char *value);

#endif
