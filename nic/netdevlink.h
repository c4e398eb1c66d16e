/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `devlink` shows and sets of a port's device: parameters and the eswitch. */
#ifndef NICCTL_NIC_NETDEVLINK_H
#define NICCTL_NIC_NETDEVLINK_H

#include "netlink.h"
#include "netstate.h"

/* A device as devlink names it, and access to the family. */
struct netdevlink {
	struct nl_sock *sock;
	uint16_t family; /* 0: the kernel has no devlink, everything is absent */
	const char *bus, *address;
};

/* Returns 0 or a negative errno. @bus and @address are borrowed. The caller closes it. */
int netdevlink_open(const char *bus, const char *address, struct netdevlink *ret_devlink,
		    struct nic_err *err);
void netdevlink_close(struct netdevlink *devlink);

/* Adds groups "devlink-runtime" and "devlink-driverinit" (parameters by name; the
 * permanent ones are in the card and do not get lost) and "eswitch" (mode, inline-mode,
 * encap-mode). Returns 0 or -ENOMEM. */
int netdevlink_read(struct netdevlink *devlink, struct netstate *state,
		    struct net_device *device);

/* Sets one of "devlink-runtime" and "eswitch". Returns 0, -EOPNOTSUPP (no such setting),
 * -EINVAL (no such value) or the driver's errno. */
int netdevlink_set(struct netdevlink *devlink, const char *group, const char *setting,
		   const char *value);

#endif
